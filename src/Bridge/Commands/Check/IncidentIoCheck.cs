using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Ports;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Commands.Check;

/// <summary>Whether the API key works, what it may read, and whether this machine's clock agrees with incident.io's.</summary>
internal sealed class IncidentIoCheck(IncidentClient incidents, IncidentIoOptions options, TimeProvider time)
{
    private const string Subject = "incident.io";
    private const string ClockSubject = "Clock";

    /// <summary>Worth a word well before webhooks are refused.</summary>
    private static readonly TimeSpan NoticeableSkew = TimeSpan.FromMinutes(1);

    public async Task<IReadOnlyList<CheckResult>> RunAsync(IReadOnlyList<AnnotationRoute> routes, CancellationToken cancellationToken)
    {
        var (identity, failure) = await incidents.GetIdentityAsync(cancellationToken);
        return identity is null
            ? [CheckResult.Failed(Subject, WhatToDo(failure!))]
            : [OfKey(identity), .. OfWebhooks(), OfClock(identity.ServerTime), .. await OfSeveritiesAsync(routes, cancellationToken)];
    }

    /// <summary>Nobody should wonder why there is no port.</summary>
    private IEnumerable<CheckResult> OfWebhooks() => options.Webhooks
        ? []
        :
        [
            CheckResult.Ok(
                Subject,
                $"No webhooks are taken (IncidentIo:Webhooks is false): there is no webhook port, and changes are listed every {options.ResyncInterval:c}."),
        ];

    /// <summary>Nothing is asked when no route names a severity, as in the bridge.</summary>
    private async Task<IReadOnlyList<CheckResult>> OfSeveritiesAsync(IReadOnlyList<AnnotationRoute> routes, CancellationToken cancellationToken)
    {
        var naming = routes.Where(route => route.Match.NamedSeverities.Any()).ToList();
        if (naming.Count == 0)
        {
            return [];
        }

        var (severities, failure) = await incidents.GetSeveritiesAsync(cancellationToken);
        if (severities is null)
        {
            return [CheckResult.Failed(Subject, $"The severities that routes name could not be asked for: {Labels.Of(failure!.Reason)} ({failure.Detail}).")];
        }

        List<CheckResult> unknown =
        [
            .. from route in naming
               from name in route.Match.NamedSeverities.Distinct()
               where !severities.Any(severity => RouteMatch.Same(name, severity.Name))
               select CheckResult.Failed(
                   Subject,
                   $"It has no severity {name} (route {route.Name}): every incident becomes a dead letter. There are: {string.Join(", ", severities.Select(severity => severity.Name))}."),
        ];
        return unknown.Count > 0 ? unknown : [CheckResult.Ok(Subject, "It has every severity that routes name.")];
    }

    private static CheckResult OfKey(KeyIdentity identity)
    {
        if (!identity.MayRead)
        {
            return CheckResult.Failed(Subject, $"The key {identity.Name} lacks the role viewer: no incident can be read.");
        }

        return identity.MayReadPrivate
            ? CheckResult.Ok(Subject, $"The key {identity.Name} reads all incidents, private ones too.")
            : CheckResult.Warning(
                Subject, $"The key {identity.Name} lacks the role global_access: private incidents answer 404 and are not annotated.");
    }

    private CheckResult OfClock(DateTimeOffset? serverTime)
    {
        if (serverTime is null)
        {
            return CheckResult.Warning(ClockSubject, "incident.io's answer had no date to compare with.");
        }

        var skew = (time.GetUtcNow() - serverTime.Value).Duration();
        return skew switch
        {
            _ when skew > NoticeableSkew && !options.Webhooks => CheckResult.Warning(
                ClockSubject, $"It is {skew.TotalSeconds:F0} s off incident.io's: the regions of open incidents end too early or too late. Set up NTP."),
            _ when skew > RequestLimits.TimestampTolerance => CheckResult.Failed(
                ClockSubject, $"It is {skew.TotalSeconds:F0} s off incident.io's: every webhook would be refused. Set up NTP."),
            _ when skew > NoticeableSkew => CheckResult.Warning(
                ClockSubject, $"It is {skew.TotalSeconds:F0} s off incident.io's; from {RequestLimits.TimestampTolerance.TotalSeconds:F0} s on webhooks are refused."),
            _ => CheckResult.Ok(ClockSubject, "It agrees with incident.io's."),
        };
    }

    private static string WhatToDo(UpstreamFailure failure) => failure.Reason switch
    {
        FailureReason.Auth => $"The key is refused ({failure.Detail}). Check IncidentIo:ApiKey, and the organization's IP allowlist.",
        FailureReason.InvalidAnswer => $"IncidentIo:ApiUrl answers with something else than the API ({failure.Detail}).",
        _ => $"It does not answer as it should: {Labels.Of(failure.Reason)} ({failure.Detail}).",
    };
}
