using Bridge.Grafana;

namespace Bridge.Commands.Check;

/// <summary>All checks, in the order in which an operator would look.</summary>
internal sealed class Checks(IncidentIoCheck incidentIo, IEnumerable<GrafanaProbe> grafanas, BridgeSettings settings)
{
    public async Task<IReadOnlyList<CheckResult>> RunAsync(CancellationToken cancellationToken)
    {
        var results = new List<CheckResult> { await StoreCheck.RunAsync(settings.Storage, cancellationToken) };
        results.AddRange(await incidentIo.RunAsync(settings.Routes, cancellationToken));
        foreach (var grafana in settings.Grafana)
        {
            var probe = grafanas.Single(probe => probe.Name == grafana.Name);
            var known = await RememberedGrafana.ReadAsync(settings.Storage, grafana.Name);
            results.AddRange(await GrafanaCheck.RunAsync(probe, grafana, known, settings.Routes, cancellationToken));
        }

        results.AddRange(ExposureCheck.Run(settings));
        return results;
    }
}
