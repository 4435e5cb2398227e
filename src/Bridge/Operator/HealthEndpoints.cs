using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Store;

namespace Bridge.Operator;

/// <summary>
/// What an orchestrator asks. Neither asks an upstream: a restart here would not mend Grafana, and webhooks can be taken without it.
/// </summary>
internal static class HealthEndpoints
{
    /// <summary>200 while the process answers and its loops turn; 503 asks for a restart.</summary>
    public static IResult Live(LoopHealth loop, IncidentIoOptions incidentIo) =>
        loop.Silent is { Count: > 0 } silent
            ? Unavailable($"the loops of these Grafanas have not turned for a minute: {string.Join(", ", silent)}")
            : Results.Text(incidentIo.Webhooks ? "ok\n" : $"ok, takes no webhooks and lists changes every {incidentIo.ResyncInterval:c}\n");

    /// <summary>200 when a webhook could be stored now.</summary>
    public static async Task<IResult> ReadyAsync(IBridgeStore store, CancellationToken cancellationToken)
    {
        try
        {
            await store.ProbeAsync(cancellationToken);
            return Results.Text("ok\n");
        }
        catch (StoreException exception)
        {
            return Unavailable(exception.Message);
        }
    }

    private static IResult Unavailable(string reason) =>
        Results.Text($"{reason}\n", statusCode: StatusCodes.Status503ServiceUnavailable);
}
