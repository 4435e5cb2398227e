using Bridge.Observability;
using Bridge.Subjects;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Kinds;

/// <summary>
/// Says that incident.io does not give a list to the key, in one line per process: what is known from it is left out until somebody changes the
/// key, and nothing else tells.
/// </summary>
/// <param name="list">What it lists, in the plural.</param>
/// <param name="loss">What the bridge does without it, after "so".</param>
/// <param name="remedy">What to do: a sentence.</param>
/// <param name="logger">Gets the line.</param>
internal sealed partial class ListRefusal(string list, string loss, string remedy, ILogger logger)
{
    private int _isTold;

    /// <summary>Whether a list is kept from the key. An API that does not have the list answers 404.</summary>
    public static bool Is(SubjectResult.Failed? failure) => failure is { IsForbidden: true } or { Failure.Reason: FailureReason.NotFound };

    /// <summary>What is missing, and what to do.</summary>
    /// <param name="failure">What incident.io answered.</param>
    public string WordsFor(UpstreamFailure failure) => $"incident.io does not show its {list} to the key ({failure.Detail}), so {loss}. {remedy}";

    /// <summary>The same for the log, the first time.</summary>
    /// <param name="failure">What incident.io answered.</param>
    public void Tell(UpstreamFailure failure)
    {
        if (Interlocked.Exchange(ref _isTold, 1) == 0)
        {
            Log.ListRefused(logger, list, failure.Detail, loss, remedy);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventIds.ListRefused,
            LogLevel.Warning,
            "incident.io does not show its {List} to the key ({Detail}), so {Loss}. {Remedy} The bridge asks again once an hour. This is logged once per process.")]
        public static partial void ListRefused(ILogger logger, string list, string detail, string loss, string remedy);
    }
}
