using Bridge.Commands.Output;
using Bridge.Grafana.Dashboards;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Commands.Queries;

/// <summary>Prints what becomes of the dashboards of one Grafana, and says which outcome that is.</summary>
internal sealed class ApplyReport(string grafana, CommandScreen screen)
{
    /// <summary>What a token needs, and where another one goes.</summary>
    private string Rights =>
        $"It needs dashboards:write there: the role Editor, or Edit on the folder. Grafana:{grafana}:DashboardsToken takes a token for this command alone.";

    public void Begin(ApplyScope.Found scope) =>
        screen.Line($"Grafana {grafana}, {scope.Words}: {CommandText.Count(scope.Dashboards.Count, "dashboard")}");

    public void End(ApplyTally tally) => screen.Line($"Grafana {grafana}: {tally}");

    public void Changes(SearchHitJson hit, IReadOnlyList<QueryChange> changes)
    {
        screen.Line(ApplyScope.Named(hit));
        foreach (var change in changes)
        {
            screen.Line($"  {Line(change)}");
        }
    }

    public ApplyOutcome Saved(long? version)
    {
        screen.Line(version is { } number ? $"  saved as version {CommandText.Number(number)}" : "  saved");
        return ApplyOutcome.Changed;
    }

    public ApplyOutcome Right(SearchHitJson hit, IReadOnlyList<QueryChange> taken)
    {
        if (taken.Count > 0)
        {
            Changes(hit, taken);
        }

        return ApplyOutcome.Right;
    }

    public ApplyOutcome LeftAlone(SearchHitJson hit, DashboardPlan.LeaveAlone plan)
    {
        screen.Line(ApplyScope.Named(hit));
        screen.Line($"  left alone: {plan.Why}.{(plan.IsOfToken ? $" {Rights}" : "")}");
        return plan.IsOfToken ? ApplyOutcome.Failed : ApplyOutcome.LeftAlone;
    }

    public void Outdated(bool isLast) => screen.Line(isLast
        ? "  not saved: somebody else saved it once more meanwhile (HTTP 412). Run this again."
        : "  not saved: somebody else saved it meanwhile (HTTP 412). It is read again.");

    public ApplyOutcome Unread(SearchHitJson hit, UpstreamFailure failure)
    {
        screen.Line(ApplyScope.Named(hit));
        screen.Line(failure is { Reason: FailureReason.Auth, OfUpstream: false }
            ? $"  not read: the token may not read it ({failure.Detail})."
            : $"  not read: {Words(failure)}.");
        return OutcomeOf(failure);
    }

    public ApplyOutcome Unsaved(UpstreamFailure failure)
    {
        screen.Line(failure is { Reason: FailureReason.Auth, OfUpstream: false }
            ? $"  not saved: the token may not save it ({failure.Detail}). {Rights}"
            : $"  {(failure.MayHaveActed ? "perhaps not saved" : "not saved")}: {Words(failure)}.");
        return OutcomeOf(failure);
    }

    /// <summary>What is wrong with Grafana as a whole, or with what was asked of it.</summary>
    public string Words(UpstreamFailure failure) => failure.OfUpstream || failure.IsHeld
        ? FailureWords.OfGrafana(failure.Reason, grafana, null)
        : $"{failure.Detail} ({Labels.Of(failure.Reason)})";

    private static ApplyOutcome OutcomeOf(UpstreamFailure failure) =>
        failure.OfUpstream || failure.IsHeld ? ApplyOutcome.GrafanaAway : ApplyOutcome.Failed;

    private static string Line(QueryChange change) => change.Kind switch
    {
        QueryChangeKind.Add => $"+ {CommandText.Typed(change.Name)}",
        QueryChangeKind.Change => $"~ {CommandText.Typed(change.Name)}",
        QueryChangeKind.Remove => $"- {CommandText.Typed(change.Name)}",
        QueryChangeKind.NameIsTaken => $"! {CommandText.Typed(change.Name)} is not added: the dashboard has a query of its own that is called so",
        _ => throw new InvalidOperationException($"No line for {change.Kind}."),
    };
}
