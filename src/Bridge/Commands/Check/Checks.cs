using Bridge.Grafana;

namespace Bridge.Commands.Check;

/// <summary>All checks, in the order in which an operator would look.</summary>
internal sealed class Checks(IncidentIoCheck incidentIo, AccountCheck account, KindCheck kinds, IEnumerable<GrafanaProbe> grafanas, BridgeSettings settings, TimeProvider time)
{
    public async Task<IReadOnlyList<CheckResult>> RunAsync(CancellationToken cancellationToken)
    {
        var results = new List<CheckResult> { await StoreCheck.RunAsync(settings.Storage, cancellationToken) };
        var ofKey = await incidentIo.RunAsync(settings.Routes, cancellationToken);
        results.AddRange(ofKey);
        if (ofKey[0].Status != CheckStatus.Failed)
        {
            results.AddRange(await account.RunAsync(settings.Annotations, settings.Routes, cancellationToken));
            results.AddRange(await kinds.RunAsync(cancellationToken));
        }

        foreach (var grafana in settings.Grafana)
        {
            var probe = grafanas.Single(probe => probe.Name == grafana.Name);
            var known = await RememberedGrafana.ReadAsync(settings.Storage, grafana.Name);
            var ofGrafana = await GrafanaCheck.RunAsync(probe, grafana, known, settings.Routes, cancellationToken);
            results.AddRange(ofGrafana);
            if (ofGrafana[0].Status != CheckStatus.Failed)
            {
                results.AddRange(await AudienceCheck.RunAsync(probe, settings.Annotations, settings.Routes, time.GetUtcNow(), cancellationToken));
            }
        }

        results.AddRange(ExposureCheck.Run(settings));
        return results;
    }
}
