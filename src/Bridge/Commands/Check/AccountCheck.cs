using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Commands.Check;

/// <summary>
/// Whether incident.io has what the settings name: types, custom fields with their options, timestamps. A misspelt one empties a route or a
/// tag, and nothing else tells of it.
/// </summary>
internal sealed class AccountCheck(IncidentClient incidents)
{
    public const string Subject = "incident.io";

    public async Task<IReadOnlyList<CheckResult>> RunAsync(
        AnnotationOptions annotations, IReadOnlyList<AnnotationRoute> routes, CancellationToken cancellationToken)
    {
        IReadOnlyList<CheckResult> results =
        [
            .. await OfTimestampsAsync(annotations, cancellationToken),
            .. await OfTypesAsync(routes, cancellationToken),
            .. await OfFieldsAsync(annotations, routes, cancellationToken),
        ];
        return results.Count > 0 ? results : [CheckResult.Ok(Subject, "It has every timestamp, incident type and custom field that the settings name.")];
    }

    private async Task<IReadOnlyList<CheckResult>> OfTimestampsAsync(AnnotationOptions annotations, CancellationToken cancellationToken)
    {
        var (known, failure) = await incidents.GetTimestampNamesAsync(cancellationToken);
        var defaults = new AnnotationOptions();
        return known is null
            ? [NotAskedFor("timestamps", failure!)]
            :
            [
                .. AccountNames.OfTimestamps(known, "Annotations:StartFrom", annotations.StartFrom, defaults.StartFrom, "every annotation starts when its incident was created"),
                .. AccountNames.OfTimestamps(known, "Annotations:EndFrom", annotations.EndFrom, defaults.EndFrom, "every annotation ends with the update that resolved its incident"),
            ];
    }

    /// <summary>Nothing is asked when no route names one.</summary>
    private async Task<IReadOnlyList<CheckResult>> OfTypesAsync(IReadOnlyList<AnnotationRoute> routes, CancellationToken cancellationToken)
    {
        var naming = routes.Where(route => route.Match.Types.Count > 0).ToList();
        if (naming.Count == 0)
        {
            return [];
        }

        var (known, failure) = await incidents.GetTypeNamesAsync(cancellationToken);
        return known is null
            ? [NotAskedFor("incident types", failure!)]
            : [.. naming.SelectMany(route => AccountNames.OfCondition(known, "It has no incident type", route.Match.Types, route.Name))];
    }

    /// <summary>The same of custom fields.</summary>
    private async Task<IReadOnlyList<CheckResult>> OfFieldsAsync(
        AnnotationOptions annotations, IReadOnlyList<AnnotationRoute> routes, CancellationToken cancellationToken)
    {
        var uses = FieldUse.All(annotations, routes);
        if (uses.Count == 0)
        {
            return [];
        }

        var (known, failure) = await incidents.GetCustomFieldsAsync(cancellationToken);
        if (known is null)
        {
            return [NotAskedFor("custom fields", failure!)];
        }

        var results = new List<CheckResult>();
        var options = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var use in uses)
        {
            if (use.FindIn(known) is not { } field)
            {
                results.Add(AccountNames.OfField(known, use));
            }
            else if (use.Condition is { } condition && field.HasOptions)
            {
                if (!options.TryGetValue(field.Id, out var values))
                {
                    (var read, failure) = await incidents.GetOptionsAsync(field, cancellationToken);
                    if (read is null)
                    {
                        results.Add(NotAskedFor($"options of the custom field {field.Name}", failure!));
                        continue;
                    }

                    options[field.Id] = values = read;
                }

                results.AddRange(AccountNames.OfCondition(values, $"Its custom field {field.Name} has no option", condition.Values, use.Route!));
            }
        }

        return results;
    }

    /// <summary>The bridge itself never asks for these.</summary>
    private static CheckResult NotAskedFor(string what, UpstreamFailure failure) => CheckResult.Warning(
        Subject, $"Its {what} could not be asked for, so that a misspelt name in the settings would not be seen: {Labels.Of(failure.Reason)} ({failure.Detail}).");
}
