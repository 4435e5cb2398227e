using System.Net;
using Bridge.Kinds.Shifts;
using Bridge.UnitTests.Upstreams;

namespace Bridge.UnitTests.Kinds.Shifts;

/// <summary>Schedules as bodies of answers; what is not there is answered 404.</summary>
internal sealed class StubScheduleApi : IScheduleApi
{
    /// <summary>The pages of the list.</summary>
    public List<string> Lists { get; } = [];

    public Dictionary<string, string> Schedules { get; } = [];

    /// <summary>By the window's start, the pages that follow; the key of the first is empty.</summary>
    public Dictionary<string, string> Entries { get; } = [];

    public HttpStatusCode Missing { get; set; } = HttpStatusCode.NotFound;

    /// <summary>What was asked for.</summary>
    public List<string> Asked { get; } = [];

    public Task<HttpResponseMessage> ListAsync(int pageSize, string? after, CancellationToken cancellationToken)
    {
        Asked.Add($"list {pageSize} {after}".TrimEnd());
        return Answer(Lists.ElementAtOrDefault(after is null ? 0 : int.Parse(after, System.Globalization.CultureInfo.InvariantCulture)));
    }

    public Task<HttpResponseMessage> GetAsync(string id, CancellationToken cancellationToken)
    {
        Asked.Add($"get {id}");
        return Answer(Schedules.GetValueOrDefault(id));
    }

    public Task<HttpResponseMessage> EntriesAsync(string schedule, string from, string to, CancellationToken cancellationToken)
    {
        Asked.Add($"entries {schedule} {from} {to}");
        return Answer(Entries.GetValueOrDefault(from) ?? Entries.GetValueOrDefault(""));
    }

    private Task<HttpResponseMessage> Answer(string? body) => Task.FromResult(body is null ? Answers.Status(Missing) : Answers.Json(body));
}
