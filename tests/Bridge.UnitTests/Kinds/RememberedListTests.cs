using Bridge.Kinds;
using Bridge.Observability;
using Bridge.Subjects;
using Bridge.Upstreams;
using Bridge.Vocabulary;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.UnitTests.Kinds;

/// <summary>What hardly ever changes is asked for seldom, and nothing waits for what the key may not read.</summary>
public sealed class RememberedListTests
{
    private static readonly SubjectResult.Failed Forbidden = new(new UpstreamFailure(FailureReason.Auth, "HTTP 403"), IsForbidden: true);

    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogger _log = new();
    private readonly RememberedList<int> _list;
    private Dictionary<string, int>? _values = new() { ["a"] = 1 };
    private SubjectResult.Failed? _failure;
    private int _reads;

    public RememberedListTests() => _list = new RememberedList<int>(
        new ListRefusal("alert sources", "alerts count as private", "Give the key a role with alert_sources.view.", _log),
        TimeSpan.FromMinutes(5),
        _ =>
        {
            _reads++;
            return Task.FromResult(((IReadOnlyDictionary<string, int>?)_values?.ToDictionary(), _failure));
        },
        _time);

    [Fact]
    public async Task Nothing_is_asked_for_nobody()
    {
        Assert.Equal((null, null), await GetAsync());
        Assert.Equal(0, _reads);
    }

    [Theory]
    [InlineData("a", 300)]
    [InlineData("new", 60)]
    public async Task It_is_read_again_when_it_is_old_and_for_what_is_not_on_it_at_most_once_a_minute(string id, int seconds)
    {
        await GetAsync(id);
        _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
        await GetAsync(id);
        var before = _reads;
        _values!["new"] = 2;
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal((id == "a" ? 1 : 2, null), await GetAsync(id));
        Assert.Equal((1, 2), (before, _reads));
    }

    [Theory]
    [InlineData("forbidden")]
    [InlineData("not there")]
    public async Task What_the_key_may_not_read_has_no_values_for_an_hour(string how)
    {
        await GetAsync("a");
        var known = _values;
        (_values, _failure) = (null, how == "forbidden" ? Forbidden : new SubjectResult.Failed(new UpstreamFailure(FailureReason.NotFound, "HTTP 404")));
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal((null, null), await GetAsync("a"));

        (_values, _failure) = (known, null);
        _time.Advance(TimeSpan.FromSeconds(3599));
        Assert.Equal((null, null), await GetAsync("a"));
        Assert.Equal(2, _reads);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((1, null), await GetAsync("a"));
    }

    [Fact]
    public async Task That_it_may_not_be_read_is_said_once_with_what_is_missing_and_what_to_do()
    {
        (_values, _failure) = (null, Forbidden);
        for (var hour = 0; hour < 3; hour++)
        {
            await GetAsync("a");
            _time.Advance(TimeSpan.FromHours(1));
        }

        var line = Assert.Single(_log.Collector.GetSnapshot());
        Assert.Equal(3, _reads);
        Assert.Equal((EventIds.ListRefused, LogLevel.Warning), (line.Id.Id, line.Level));
        Assert.Equal(
            "incident.io does not show its alert sources to the key (HTTP 403), so alerts count as private. Give the key a role with alert_sources.view. The bridge asks again once an hour. This is logged once per process.",
            line.Message);
    }

    /// <summary>What is known stays: a failure must take no tag and no public word away.</summary>
    [Fact]
    public async Task Another_failure_fails_only_what_was_never_read()
    {
        var known = _values;
        (_values, _failure) = (null, new SubjectResult.Failed(new UpstreamFailure(FailureReason.Server, "HTTP 502")));
        Assert.Equal((null, FailureReason.Server), await GetAsync("a"));

        (_values, _failure) = (known, null);
        await GetAsync("a");
        (_values, _failure) = (null, new SubjectResult.Failed(new UpstreamFailure(FailureReason.Server, "HTTP 502")));
        _time.Advance(TimeSpan.FromHours(2));

        Assert.Equal((1, null), await GetAsync("a"));
        Assert.Empty(_log.Collector.GetSnapshot());
    }

    private async Task<(int? Value, FailureReason? Failure)> GetAsync(params string[] ids)
    {
        var (values, failure) = await _list.GetAsync(ids, TestContext.Current.CancellationToken);
        return (ids.Length > 0 && values.TryGetValue(ids[0], out var value) ? value : null, failure?.Reason);
    }
}
