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
public sealed class PostgresFailoverTests(PostgresFailoverTests.Clusters clusters) : IClassFixture<PostgresFailoverTests.Clusters>
{
    private const int SendersPerBridge = 3;

    /// <summary>How many acknowledgements each sender gets before a failover counts as over.</summary>
    private const int Acknowledgements = 20;

    private const string Incident = "INC1";

    private static readonly int Failovers = int.Parse(Environment.GetEnvironmentVariable("FAILOVERS") ?? "1", CultureInfo.InvariantCulture);

    private static readonly TimeSpan Goal = TimeSpan.FromSeconds(5);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The standby is asynchronous, and the primary hands over all that it has before it ends.</summary>
    [Fact]
    public async Task Planned_switch_between_two_hosts()
    {
        var cluster = await clusters.AsynchronousAsync();
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
        var cluster = await clusters.SynchronousAsync();
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
        var cluster = await clusters.AsynchronousAsync();
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
        var cluster = await clusters.AsynchronousAsync();
        await using var bouncer = await PgBouncerServer.StartAsync(cluster.MovingAddress, "session", "server_login_retry = 1");
        await using var traffic = await Traffic.StartAsync(cluster, bouncer.ConnectionString);

        await cluster.Primary.SetAsync("synchronous_commit", "off");
        await traffic.RunAsync(async () =>
        {
            await cluster.Primary.CrashAsync();
            await cluster.Primary.StartAgainAsync();
            await traffic.RecoversAsync();
        });
        await cluster.Primary.SetAsync("synchronous_commit", "on");
    }

    [Fact]
    public async Task Crash_of_a_primary_with_a_synchronous_standby_behind_pgbouncer()
    {
        PostgresDatabases.RequirePgBouncer();
        var cluster = await clusters.SynchronousAsync();
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

    /// <summary>Servers for all kinds: each leaves a primary with a standby behind.</summary>
    public sealed class Clusters : IAsyncDisposable
    {
        private readonly List<PostgresCluster> _all = [];
        private PostgresCluster? _asynchronous;
        private PostgresCluster? _synchronous;

        public async Task<PostgresCluster> AsynchronousAsync() => _asynchronous ??= await StartAsync(isSynchronous: false);

        public async Task<PostgresCluster> SynchronousAsync() => _synchronous ??= await StartAsync(isSynchronous: true);

        public async ValueTask DisposeAsync()
        {
            foreach (var cluster in _all)
            {
                await cluster.DisposeAsync();
            }
        }

        private async Task<PostgresCluster> StartAsync(bool isSynchronous)
        {
            PostgresDatabases.RequireServer();
            var cluster = await PostgresCluster.StartAsync(isSynchronous);
            _all.Add(cluster);
            return cluster;
        }
    }

    /// <summary>Two bridges, and senders that send each webhook until it is acknowledged.</summary>
    private sealed class Traffic : IAsyncDisposable
    {
        private readonly PostgresCluster _cluster;
        private readonly IncidentIoMock _incidentIo = new();
        private readonly GrafanaMock _grafana = new();
        private readonly List<TimeSpan> _waits = [];
        private BridgeInstance[] _bridges = [];
        private Sender[] _senders = [];

        private Traffic(PostgresCluster cluster) => _cluster = cluster;

        public static async Task<Traffic> StartAsync(PostgresCluster cluster, string database)
        {
            cluster.Move(cluster.Primary);
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
            _senders = [.. Enumerable.Range(0, _bridges.Length * SendersPerBridge).Select(number => new Sender(_bridges[number % _bridges.Length]))];
            var sending = _senders.Select(sender => sender.RunAsync(stop.Token)).ToArray();
            await Eventually.IsTrueAsync(() => _senders.All(sender => !sender.Acknowledged.IsEmpty), "every sender is acknowledged");
            for (var round = 0; round < Failovers; round++)
            {
                await failOver();
            }

            await stop.CancelAsync();
            await Task.WhenAll(sending);

            var acknowledged = _senders.SelectMany(sender => sender.Acknowledged).ToList();
            var stored = (string)(await PostgresServer.ExecuteAsync(_cluster.Primary.ConnectionString, "SELECT string_agg(id, ',') FROM webhooks"))!;
            var lost = acknowledged.Except(stored.Split(',')).ToList();
            var p99 = _waits.Order().ElementAt((int)Math.Ceiling(_waits.Count * 0.99) - 1);
            TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Failovers} failovers, {acknowledged.Count} webhooks acknowledged, {lost.Count} lost; not taken after the new primary was there for: p50 {_waits.Order().ElementAt(_waits.Count / 2).TotalSeconds:0.00} s, p99 {p99.TotalSeconds:0.00} s"));
            Assert.Empty(lost);
            Assert.True(p99 < Goal, $"Webhooks were refused for {p99.TotalSeconds:0.0} s.");
        }

        /// <summary>
        /// From the moment in which the new primary commits, until each sender has been acknowledged for a while. Once one is, no connection is left
        /// that leads elsewhere: a pool half full of them would refuse every other webhook.
        /// </summary>
        public async Task RecoversAsync()
        {
            await PostgresServer.ExecuteAsync(_cluster.Primary.ConnectionString, "UPDATE bridge_schema SET version = version");
            var since = Stopwatch.GetTimestamp();
            Array.ForEach(_senders, sender => sender.Answers.Clear());
            await Eventually.IsTrueAsync(
                () => _senders.All(sender => sender.Answers.Count(answer => answer.IsTaken) >= Acknowledgements), "every sender is acknowledged again");
            foreach (var sender in _senders)
            {
                var taken = sender.Answers.SkipWhile(answer => !answer.IsTaken).ToList();
                Assert.DoesNotContain(taken, answer => !answer.IsTaken);
                _waits.Add(Stopwatch.GetElapsedTime(since, taken[0].At));
            }
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
    }

    /// <summary>Sends one webhook after the other, each until it is acknowledged.</summary>
    private sealed class Sender(BridgeInstance bridge)
    {
        public ConcurrentQueue<string> Acknowledged { get; } = new();

        public ConcurrentQueue<(long At, bool IsTaken)> Answers { get; } = new();

        public async Task RunAsync(CancellationToken stop)
        {
            while (!stop.IsCancellationRequested)
            {
                var webhook = TestWebhook.About(Incident);
                while (!stop.IsCancellationRequested && !await IsTakenAsync(webhook))
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
                }

                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
            }
        }

        private async Task<bool> IsTakenAsync(TestWebhook webhook)
        {
            using var answer = await bridge.Webhooks.SendAsync(webhook.ToRequest(), Token);
            var isTaken = answer.StatusCode == HttpStatusCode.NoContent;
            Assert.True(isTaken || answer.StatusCode == HttpStatusCode.ServiceUnavailable, $"The answer is {answer.StatusCode}.");
            Answers.Enqueue((Stopwatch.GetTimestamp(), isTaken));
            if (isTaken)
            {
                Acknowledged.Enqueue(webhook.Id);
            }

            return isTaken;
        }
    }
}
