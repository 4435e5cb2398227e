using Bridge.Vocabulary;
using Bridge.Webhooks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.UnitTests.Webhooks;

public sealed class RejectionLogTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogger<RejectionLog> _logger = new();
    private readonly RejectionLog _log;

    public RejectionLogTests() => _log = new RejectionLog(_time, _logger);

    private string[] Lines => [.. _logger.Collector.GetSnapshot().Select(record => record.Message)];

    [Fact]
    public void The_first_refusal_is_logged_at_once_as_a_warning()
    {
        _log.Note(RejectReason.Signature);

        var record = Assert.Single(_logger.Collector.GetSnapshot());
        Assert.Equal(LogLevel.Warning, record.Level);
        Assert.Equal(2000, record.Id.Id);
        Assert.Equal("signature", record.GetStructuredStateValue("Reason"));
        Assert.Equal("1", record.GetStructuredStateValue("Count"));
    }

    [Fact]
    public void The_rest_of_the_minute_is_silent()
    {
        _log.Note(RejectReason.Signature);

        for (var second = 0; second < 59; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _log.Note(RejectReason.Signature);
        }

        Assert.Single(Lines);
    }

    [Fact]
    public void The_first_refusal_after_a_minute_tells_how_many_there_were()
    {
        _log.Note(RejectReason.Signature);
        _log.Note(RejectReason.Signature);
        _log.Note(RejectReason.Signature);

        _time.Advance(TimeSpan.FromMinutes(1));
        _log.Note(RejectReason.Signature);

        Assert.Equal("3", _logger.LatestRecord.GetStructuredStateValue("Count"));
        Assert.Equal(2, Lines.Length);
    }

    [Fact]
    public void The_count_starts_anew_after_each_line()
    {
        _log.Note(RejectReason.Signature);
        _log.Note(RejectReason.Signature);
        _time.Advance(TimeSpan.FromMinutes(1));
        _log.Note(RejectReason.Signature);

        _time.Advance(TimeSpan.FromMinutes(1));
        _log.Note(RejectReason.Signature);

        Assert.Equal("1", _logger.LatestRecord.GetStructuredStateValue("Count"));
    }

    [Fact]
    public void Each_reason_has_a_minute_of_its_own()
    {
        foreach (var reason in Enum.GetValues<RejectReason>())
        {
            _log.Note(reason);
            _log.Note(reason);
        }

        Assert.Equal(
            ["headers", "timestamp", "signature", "malformed", "too_large", "busy", "store"],
            _logger.Collector.GetSnapshot().Select(record => record.GetStructuredStateValue("Reason")));
    }

    [Fact]
    public void Nothing_is_lost_between_many_senders()
    {
        const int Refusals = 10_000;
        _log.Note(RejectReason.Headers);

        Parallel.For(0, Refusals, _ => _log.Note(RejectReason.Headers));
        _time.Advance(TimeSpan.FromMinutes(1));
        _log.Note(RejectReason.Headers);

        Assert.Equal($"{Refusals + 1}", _logger.LatestRecord.GetStructuredStateValue("Count"));
    }
}
