using Bridge.Ports;
using Bridge.UnitTests.Observability;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace Bridge.UnitTests.Ports;

public sealed class PortConnectionsTests
{
    private const int Limit = 3;

    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly FakeLogCollector _logs = new();
    private readonly PortConnections _port;

    public PortConnectionsTests()
    {
        var metrics = new ConnectionMetrics(_registry, Enum.GetValues<Listener>());
        var refusals = new PortRefusals(metrics, new FakeTimeProvider(), new FakeLogger<PortRefusals>(_logs));
        _port = new PortConnections(Listener.Webhooks, Limit, refusals, metrics);
    }

    [Fact]
    public async Task Below_the_limit_nobody_has_to_go()
    {
        var connections = Add(Limit);

        Assert.DoesNotContain(connections, HasGone);
        Assert.Equal("3", await OpenAsync());
        Assert.Equal("0", await RefusedAsync("displaced"));
        Assert.Empty(_logs.GetSnapshot());
    }

    [Fact]
    public async Task A_newcomer_gets_the_place_of_the_one_that_was_idle_for_the_longest_time()
    {
        var connections = Add(Limit);
        _port.BeginRequest(Of(connections[0]));
        _port.EndRequest(Of(connections[0]));

        var newcomer = Assert.Single(Add(1));

        Assert.Equal([false, true, false], connections.Select(HasGone));
        Assert.False(HasGone(newcomer));
        Assert.Equal("1", await RefusedAsync("displaced"));
        Assert.Contains("(reason: displaced)", Assert.Single(_logs.GetSnapshot()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_is_worked_on_keeps_its_place()
    {
        var connections = Add(Limit);
        connections.ForEach(connection => _port.BeginRequest(Of(connection)));

        Assert.False(_port.TryAdd(new Connection()));

        Assert.DoesNotContain(connections, HasGone);
        Assert.Equal("3", await OpenAsync());
        Assert.Equal("1", await RefusedAsync("limit"));

        _port.EndRequest(Of(connections[1]));
        Assert.True(_port.TryAdd(new Connection()));
        Assert.Equal([false, true, false], connections.Select(HasGone));
    }

    [Fact]
    public async Task A_place_that_was_left_is_free()
    {
        var connections = Add(Limit);
        _port.Remove(Of(connections[2]));

        Add(1);

        Assert.DoesNotContain(connections, HasGone);
        Assert.Equal("3", await OpenAsync());
    }

    [Fact]
    public async Task A_crowd_comes_in_no_faster_than_it_is_shown_out()
    {
        var connections = Add(Limit);
        while (_port.WaitForRoomAsync(TestContext.Current.CancellationToken) is { IsCompleted: true })
        {
            connections.AddRange(Add(1));
        }

        var beyond = connections.Count(HasGone);
        var waiting = _port.WaitForRoomAsync(TestContext.Current.CancellationToken);
        Assert.InRange(beyond, 1, 64);
        Assert.False(waiting.IsCompleted);

        _port.Remove(Of(connections.First(HasGone)));

        await waiting.WaitAsync(TimeSpan.FromMilliseconds(900), TestContext.Current.CancellationToken);
    }

    private static bool HasGone(Connection connection) => connection.HasGone;

    private static PortConnection Of(Connection connection) => connection.Features.Get<PortConnection>()!;

    private List<Connection> Add(int count)
    {
        var added = new List<Connection>();
        for (; added.Count < count;)
        {
            added.Add(new Connection());
            Assert.True(_port.TryAdd(added[^1]));
        }

        return added;
    }

    private Task<string?> OpenAsync() => Scrape.ValueAsync(_registry, "connections{port=\"webhooks\"}");

    private Task<string?> RefusedAsync(string reason) =>
        Scrape.ValueAsync(_registry, $"connections_refused_total{{port=\"webhooks\",reason=\"{reason}\"}}");

    private sealed class Connection : DefaultConnectionContext
    {
        public bool HasGone { get; private set; }

        public override void Abort(ConnectionAbortedException abortReason) => HasGone = true;
    }
}
