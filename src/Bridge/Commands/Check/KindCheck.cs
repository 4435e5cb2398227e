using Bridge.Kinds;
using Bridge.Vocabulary;

namespace Bridge.Commands.Check;

/// <summary>Whether the key may read what settings show beside incidents. Nothing is asked of a kind that is off.</summary>
internal sealed class KindCheck(IServiceProvider services, BridgeSettings settings)
{
    public async Task<IReadOnlyList<CheckResult>> RunAsync(CancellationToken cancellationToken)
    {
        var (results, asked) = (new List<CheckResult>(), new HashSet<IOptionalList>());
        foreach (var kind in settings.Kinds.Where(kind => kind.IsOn))
        {
            var result = await RunAsync(kind, cancellationToken);
            results.Add(result);
            foreach (var list in kind.OptionalLists(services).Where(list => result.Status == CheckStatus.Ok && asked.Add(list)))
            {
                if (await list.ProveAsync(cancellationToken) is { } missing)
                {
                    results.Add(CheckResult.Warning(result.Subject, missing));
                }
            }
        }

        return results;
    }

    private async Task<CheckResult> RunAsync(KindOptions kind, CancellationToken cancellationToken)
    {
        var section = SubjectKinds.SectionOf(kind.Kind)!;
        return await kind.ProveAsync(services, cancellationToken) switch
        {
            null => CheckResult.Ok(section, "The key may read them."),
            { Reason: FailureReason.Auth } refusal => CheckResult.Failed(
                section,
                $"The key may not read them ({refusal.Detail}), so none is shown. Give it a role{(kind.Scope is { } scope ? $" with {scope}" : " that may")} under Settings → API keys, or turn {section} off."),
            var failure => CheckResult.Failed(section, $"They could not be asked for: {Labels.Of(failure.Reason)} ({failure.Detail})."),
        };
    }
}
