using Bridge.Observability;
using Bridge.Ports;
using Bridge.UnitTests.Observability;
using Bridge.Vocabulary;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace Bridge.UnitTests.Ports;

public sealed class PortRefusalsTests
{
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogger<PortRefusals> _logger = new();
    private readonly PortRefusals _refusals;

    public PortRefusalsTests() => _refusals = new PortRefusals(new ConnectionMetrics(_registry, Enum.GetValues<Listener>()), _time, _logger);

    [Fact]
    public async Task Each_is_counted_and_one_line_per_minute_port_and_reason_tells_of_them()
    {
        for (var count = 0; count < 100; count++)
        {
            _refusals.Note(Listener.Webhooks, RefusalReason.Silent);
        }

        _refusals.Note(Listener.Management, RefusalReason.Silent);
        _time.Advance(TimeSpan.FromMinutes(1));
        _refusals.Note(Listener.Webhooks, RefusalReason.Silent);

        Assert.Equal("101", await Scrape.ValueAsync(_registry, "connections_refused_total{port=\"webhooks\",reason=\"silent\"}"));
        Assert.Equal("1", await Scrape.ValueAsync(_registry, "connections_refused_total{port=\"management\",reason=\"silent\"}"));
        Assert.Equal(
            [
                "Port webhooks refused 1 connections or requests since the last such message (reason: silent). They sent nothing.",
                "Port management refused 1 connections or requests since the last such message (reason: silent). They sent nothing.",
                "Port webhooks refused 100 connections or requests since the last such message (reason: silent). They sent nothing.",
            ],
            _logger.Collector.GetSnapshot().Select(record => record.Message));
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task Every_reason_has_a_series_from_the_start_and_words_of_its_own(string name)
    {
        var reason = Enum.Parse<RefusalReason>(name);
        Assert.Equal("0", await Scrape.ValueAsync(_registry, $"connections_refused_total{{port=\"webhooks\",reason=\"{Labels.Of(reason)}\"}}"));

        _refusals.Note(Listener.Webhooks, reason);

        Assert.Matches(@"[.?]$", _logger.LatestRecord.Message);
    }

    [Fact]
    public void A_fault_of_the_bridge_is_an_error_with_its_stack_once_per_minute()
    {
        var fault = new InvalidOperationException("A bug.");
        _refusals.Note(Listener.Webhooks, RefusalReason.Fault, fault);
        _refusals.Note(Listener.Webhooks, RefusalReason.Fault, fault);

        var line = Assert.Single(_logger.Collector.GetSnapshot());
        Assert.Equal((LogLevel.Error, fault, EventIds.RequestFailed), (line.Level, line.Exception, line.Id.Id));
    }

    public static TheoryData<string> Reasons() => [.. Enum.GetNames<RefusalReason>()];
}
