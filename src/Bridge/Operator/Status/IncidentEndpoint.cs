using Bridge.Incidents;
using Bridge.Reports;
using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.Operator.Status;

/// <summary>
/// <c>GET /api/v1/incidents/{ref}</c>: what the store knows of an incident. incident.io and Grafana are not asked: whoever reaches the port could
/// use up their rates. A reference is found if this process has read the incident, since the store has ids alone.
/// </summary>
internal sealed class IncidentEndpoint(IWorkReader work, ILedger ledger, ShownReferences references, FewAtOnce places, TimeProvider time)
{
    /// <summary>The part of the path that names the incident.</summary>
    public const string RouteValue = "incident";

    private const string RetryAfterSeconds = "5";

    public Task HandleAsync(HttpContext context) => places.ServeAsync(context, async end =>
    {
        var asked = context.Request.RouteValues[RouteValue] as string ?? "";
        var (status, json) = await AnswerAsync(asked, end);
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
        }

        await PageAnswer.JsonAsync(context, status, json, end);
    });

    private async Task<(int Status, string Json)> AnswerAsync(string asked, CancellationToken cancellationToken)
    {
        if (IncidentReference.TryParse(asked, out var reference))
        {
            return references.Find(reference) is { } named
                ? await ReadAsync(named, cancellationToken)
                : NotKnown($"This bridge has read no incident {reference} since it started, and its store has ids alone. Ask by the incident's id, or run: incident-bridge explain {reference}");
        }

        // A number alone would be that of a reference, whatever its prefix.
        return SubjectId.TryCreate(SubjectKind.Incident, asked, out var id) && !asked.All(char.IsAsciiDigit)
            ? await ReadAsync(id, cancellationToken)
            : Error(StatusCodes.Status400BadRequest, "That is neither a reference such as INC-123 nor an incident's id.");
    }

    private async Task<(int Status, string Json)> ReadAsync(SubjectId id, CancellationToken cancellationToken)
    {
        try
        {
            var deliveries = await work.ReadDeliveriesAsync([id], cancellationToken).WaitAsync(cancellationToken);
            var entries = await ledger.ReadLedgerAsync(id, cancellationToken).WaitAsync(cancellationToken);
            var known = deliveries[id].ToList();
            return known.Count == 0 && entries.Count == 0 && references.Of(id) is null
                ? NotKnown($"The store knows no incident {id}: nothing told the bridge of it, or the last work on it is {StoreRetention.OfIncidents.TotalDays} days ago. Run: incident-bridge explain {id}")
                : (StatusCodes.Status200OK, ReportJson.Of(IncidentReport.OfStore(id, references.Of(id), known, entries, time.GetUtcNow())));
        }
        catch (StoreException exception)
        {
            return Error(StatusCodes.Status503ServiceUnavailable, $"The store cannot be read: {exception.Message}");
        }
    }

    private static (int Status, string Json) NotKnown(string error) => Error(StatusCodes.Status404NotFound, error);

    private static (int Status, string Json) Error(int status, string error) => (status, ReportJson.Of(new ErrorReport(error)));
}
