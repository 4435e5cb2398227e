using Bridge.Incidents;
using Bridge.Subjects;

namespace Bridge.Kinds;

/// <summary>Whom a 403 for one subject speaks of.</summary>
internal static class Refusals
{
    /// <summary>Of the one, if the key may list others; else of the key, and then it hides nothing that is shown.</summary>
    /// <param name="requests">Asks incident.io.</param>
    /// <param name="failed">What was said of the one; anything but a 403 is as it is.</param>
    /// <param name="listOne">Asks for a page with one subject.</param>
    /// <param name="subjects">What they are called, in the plural.</param>
    /// <param name="scope">What the key needs to read them.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<SubjectResult.Failed> JudgeAsync(
        this IncidentIoRequests requests,
        SubjectResult.Failed failed,
        Func<CancellationToken, Task<HttpResponseMessage>> listOne,
        string subjects,
        string scope,
        CancellationToken cancellationToken)
    {
        if (!failed.IsForbidden)
        {
            return failed;
        }

        var (document, failure) = await requests.AskForOneAsync(listOne, cancellationToken);
        using var _ = document;
        return failure switch
        {
            null => failed,
            { IsForbidden: true } => new SubjectResult.Failed(
                failure.Failure with { Detail = $"{failure.Failure.Detail}; the key may not read {subjects}: it needs a role with {scope}" }),
            _ => new SubjectResult.Failed(failure.Failure),
        };
    }
}
