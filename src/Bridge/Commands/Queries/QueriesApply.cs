using Bridge.Commands.Output;
using Bridge.Grafana.Dashboards;
using Bridge.Incidents;

namespace Bridge.Commands.Queries;

/// <summary><c>queries --apply</c>: brings the queries to the dashboards of each Grafana that was asked for.</summary>
internal sealed class QueriesApply(IServiceProvider services, BridgeSettings settings, IReadOnlyList<IncidentSeverity> severities)
{
    private readonly CommandScreen _screen = CommandScreen.OfProcess();

    /// <param name="choice">The queries that were asked for.</param>
    /// <param name="scope">A folder or a tag.</param>
    /// <param name="grafanas">The names of all Grafanas.</param>
    /// <param name="save">Whether anything is written.</param>
    /// <param name="cancellationToken">Ends it between two requests.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(QueryChoice choice, string scope, IReadOnlyList<string> grafanas, bool save, CancellationToken cancellationToken)
    {
        var isComplete = true;
        foreach (var grafana in grafanas.Where(name => choice.Grafana is null || choice.Grafana == name))
        {
            // Each has the severities of the routes that post there.
            var own = choice with { Grafana = grafana };
            if (own.RoutesOf(settings.Routes).Count > 0)
            {
                isComplete &= await RunAsync(services.GetRequiredKeyedService<GrafanaDashboards>(grafana), own, scope, save, cancellationToken);
            }
        }

        return isComplete ? 0 : CommandHost.FailedExitCode;
    }

    private async Task<bool> RunAsync(GrafanaDashboards grafana, QueryChoice choice, string scope, bool save, CancellationToken cancellationToken)
    {
        var report = new ApplyReport(grafana.Name, _screen);
        switch (await ApplyScope.FindAsync(grafana, scope, cancellationToken))
        {
            case ApplyScope.Found found:
                var queries = AnnotationQueries.Of(severities, settings.Routes, choice, settings.Kinds);
                return await new ApplyRun(grafana, queries, choice.Variables, report, save).RunAsync(found, cancellationToken);
            case ApplyScope.Unclear { Problem: var problem }:
                await Console.Error.WriteLineAsync($"Grafana {grafana.Name} {problem}.");
                return false;
            case ApplyScope.Failed { Failure: var failure }:
                await Console.Error.WriteLineAsync($"The dashboards of Grafana {grafana.Name} could not be searched: {report.Words(failure)}.");
                return false;
            case var other:
                throw new InvalidOperationException($"No rule for {other}.");
        }
    }
}
