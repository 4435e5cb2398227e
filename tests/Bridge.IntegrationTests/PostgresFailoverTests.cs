using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Bridge.IntegrationTests.Hosting;
using Bridge.Simulator.Processes;

namespace Bridge.IntegrationTests;

/// <summary>
/// Two bridges on servers that fail over, under a trickle of webhooks each of which is sent again until it is acknowledged: none that was
/// acknowledged is missing on the new primary, and soon after that is there every webhook is taken again. <c>FAILOVERS</c> says how many of each kind.
/// </summary>
public sealed class PostgresFailoverTests
{
    private const int SendersPerBridge = 3;
    private const string Incident = "INC1";

    private static readonly int Failovers = int.Parse(Environment.GetEnvironmentVariable("FAILOVERS") ?? "1", CultureInfo.InvariantCulture);

    private static readonly TimeSpan Goal = TimeSpan.FromSeconds(5);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The standby is asynchronous, and the primary hands over all that it has before it ends.</summary>
    [Fact]
    public async Task Planned_switch_between_two_hosts()
    {
        PostgresDatabases.RequireServer();
        await using var cluster = await PostgresCluster.StartAsync(isSynchronous: false);
        await using var traffic = await Traffic.StartAsync(cluster, $"{cluster.ConnectionString};Target Session Attributes=read-write");

        await traffic.RunAsync(async () =>
        {
            await cluster.FailOverAsync(isCrash: false);
            await traffic.RecoversAsync();
            await cluster.AddStandbyAsync();
        });
    }

    [Fact]
    public async Task Crash_of_a_primary_with_a_synchronous_standby_between_two_hosts()
    {
        PostgresDatabases.RequireServer();
        await using var cluster = await PostgresCluster.StartAsync(isSynchronous: true);
        await using var traffic = await Traffic.StartAsync(cluster, cluster.ConnectionString);

        await traffic.RunAsync(async () =>
        {
            await cluster.FailOverAsync(isCrash: true);
            await cluster.AddStandbyAsync();
            await traffic.RecoversAsync();
        });
    }

    /// <summary>The former primary is back as a standby before the address leads to the new one: the pools are full of connections that can only read.</summary>
    [Fact]
    public async Task One_address_that_leads_to_a_standby_for_a_while()
    {
        PostgresDatabases.RequireServer();
        await using var cluster = await PostgresCluster.StartAsync(isSynchronous: false);
        await using var traffic = await Traffic.StartAsync(cluster, $"Host={cluster.MovingAddress};Database=postgres;Username=bridge");

        await traffic.RunAsync(async () =>
        {
            await cluster.FailOverAsync(isCrash: false);
            await cluster.AddStandbyAsync();
            cluster.Move(cluster.Standby);
            await traffic.IsRefusedAsync("25006");
            cluster.Move(cluster.Primary);
            await traffic.RecoversAsync();
        });
    }

    /// <summary>PgBouncer in session mode as it comes, before a server whose commits are not durable unless a session asks for it, and which crashes.</summary>
    [Fact]
    public async Task Crash_of_a_server_behind_pgbouncer()
    {
        PostgresDatabases.RequirePgBouncer();
        await using var cluster = await PostgresCluster.StartAsync(isSynchronous: false);
        await cluster.Primary.SetAsync("synchronous_commit", "off");
        await using var bouncer = await PgBouncerServer.StartAsync(cluster.MovingAddress, "session", "server_login_retry = 1");
        await using var traffic = await Traffic.StartAsync(cluster, bouncer.ConnectionString);

        await traffic.RunAsync(async () =>
        {
            await cluster.Primary.CrashAsync();
            await cluster.Primary.StartAgainAsync();
            await traffic.RecoversAsync();
        });
    }

    [Fact]
    public async Task Crash_of_a_primary_with_a_synchronous_standby_behind_pgbouncer()
    {
        PostgresDatabases.RequirePgBouncer();
        await using var cluster = await PostgresCluster.StartAsync(isSynchronous: true);
        await using var bouncer = await PgBouncerServer.StartAsync(cluster.MovingAddress, "session", "server_login_retry = 1");
        await using var traffic = await Traffic.StartAsync(cluster, bouncer.ConnectionString);

        await traffic.RunAsync(async () =>
        {
            await cluster.FailOverAsync(isCrash: true);
            cluster.Move(cluster.Primary);
            await cluster.AddStandbyAsync();
            await traffic.RecoversAsync();
        });
    }

    /// <summary>Two bridges, and senders that send each webhook until it is acknowledged.</summary>
    private sealed class Traffic : IAsyncDisposable
    {
        private readonly PostgresCluster _cluster;
        private readonly IncidentIoMock _incidentIo = new();
        private readonly GrafanaMock _grafana = new();
        private readonly ConcurrentQueue<string> _acknowledged = new();
        private readonly List<TimeSpan> _recoveries = [];
        private BridgeInstance[] _bridges = [];
        private long _since;

        /// <summary>By sender: the first acknowledgement after <see cref="_since"/>.</summary>
        private long[] _successes = [];

        private Traffic(PostgresCluster cluster) => _cluster = cluster;

        public static async Task<Traffic> StartAsync(PostgresCluster cluster, string database)
        {
            var traffic = new Traffic(cluster);
            traffic._incidentIo.Has(Incident, new IncidentPayload(Incident).ToJson());
            traffic._grafana.Remembers();
            traffic._bridges = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => BridgeInstance.StartAsync(new Dictionary<string, string?>
            {
                ["Storage:Provider"] = "postgres",
                ["Storage:ConnectionString"] = database,
                ["IncidentIo:ApiUrl"] = traffic._incidentIo.Url,
                ["Grafana:main:Url"] = traffic._grafana.Url,
            })));
            return traffic;
        }

        /// <summary>Fails over as often as is asked for, and holds what was acknowledged against what the last primary has.</summary>
        public async Task RunAsync(Func<Task> failOver)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
            _successes = new long[_bridges.Length * SendersPerBridge];
            var senders = Enumerable.Range(0, _successes.Length).Select(number => SendAsync(number, stop.Token)).ToArray();
            await AllSucceedAsync();
            for (var round = 0; round < Failovers; round++)
            {
                await failOver();
            }

            await stop.CancelAsync();
            await Task.WhenAll(senders);

            var stored = (string)(await PostgresServer.ExecuteAsync(_cluster.Primary.ConnectionString, "SELECT string_agg(id, ',') FROM webhooks"))!;
            var slowest = _recoveries.Order().ElementAt((int)Math.Ceiling(_recoveries.Count * 0.99) - 1);
            TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Failovers} failovers, {_acknowledged.Count} webhooks acknowledged; refused after the new primary was there: p50 {_recoveries.Order().ElementAt(_recoveries.Count / 2).TotalSeconds:0.00} s, p99 {slowest.TotalSeconds:0.00} s"));
            Assert.Empty(_acknowledged.Except(stored.Split(',')));
            Assert.True(slowest < Goal, $"Webhooks were refused for {slowest.TotalSeconds:0.0} s.");
        }

        /// <summary>From the moment in which the new primary commits, until each sender has an acknowledgement of then.</summary>
        public async Task RecoversAsync()
        {
            await PostgresServer.ExecuteAsync(_cluster.Primary.ConnectionString, "UPDATE bridge_schema SET version = version");
            await AllSucceedAsync();
            _recoveries.AddRange(_successes.Select(success => Stopwatch.GetElapsedTime(_since, success)));
        }

        /// <summary>Until each bridge has said so of the database in its log.</summary>
        public async Task IsRefusedAsync(string why)
        {
            var before = _bridges.Select(bridge => Refusals(bridge, why)).ToArray();
            await Eventually.IsTrueAsync(
                () => _bridges.Zip(before, (bridge, count) => Refusals(bridge, why) > count).All(isMore => isMore), $"webhooks are refused: {why}");
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var bridge in _bridges)
            {
                await bridge.DisposeAsync();
            }

            _incidentIo.Dispose();
            _grafana.Dispose();
        }

        private static int Refusals(BridgeInstance bridge, string why) =>
            bridge.Logs.GetSnapshot().Count(line => line.Message.Contains(why, StringComparison.Ordinal));

        private async Task AllSucceedAsync()
        {
            Interlocked.Exchange(ref _since, Stopwatch.GetTimestamp());
            await Eventually.IsTrueAsync(() => _successes.All(success => success > _since), "every sender is acknowledged again");
        }

        private async Task SendAsync(int number, CancellationToken stop)
        {
            var bridge = _bridges[number % _bridges.Length];
            while (!stop.IsCancellationRequested)
            {
                var webhook = TestWebhook.About(Incident);
                while (!stop.IsCancellationRequested)
                {
                    using var answer = await bridge.Webhooks.SendAsync(webhook.ToRequest(), Token);
                    if (answer.StatusCode == HttpStatusCode.NoContent)
                    {
                        _acknowledged.Enqueue(webhook.Id);
                        if (_successes[number] <= Interlocked.Read(ref _since))
                        {
                            _successes[number] = Stopwatch.GetTimestamp();
                        }

                        break;
                    }

                    Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
                    await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
                }

                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
            }
        }
    }
}
