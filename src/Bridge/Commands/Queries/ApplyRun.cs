using Bridge.Grafana.Dashboards;
using Bridge.Upstreams;

namespace Bridge.Commands.Queries;

/// <summary>Brings the queries to the dashboards of one Grafana, one after the other, and says of each what changes before it is saved.</summary>
/// <param name="grafana">Where they are.</param>
/// <param name="queries">What each should have.</param>
/// <param name="variables">The variables that the queries name.</param>
/// <param name="report">Tells what is done.</param>
/// <param name="save">Whether anything is written.</param>
internal sealed class ApplyRun(
    GrafanaDashboards grafana, IReadOnlyList<AnnotationQuery> queries, IReadOnlyList<TagVariable> variables, ApplyReport report, bool save)
{
    /// <returns>Whether every dashboard has the queries now, would have them, or is rightly left alone.</returns>
    public async Task<bool> RunAsync(ApplyScope.Found scope, CancellationToken cancellationToken)
    {
        report.Begin(scope);
        var tally = new ApplyTally(scope.Dashboards.Count, save);
        foreach (var hit in scope.Dashboards)
        {
            var outcome = await BringAsync(hit, cancellationToken);
            tally.Count(outcome);
            if (outcome == ApplyOutcome.GrafanaAway)
            {
                break;
            }
        }

        report.End(tally);
        return tally.IsComplete;
    }

    /// <summary>What somebody else saved meanwhile is read, and changed as it is now.</summary>
    private async Task<ApplyOutcome> BringAsync(SearchHitJson hit, CancellationToken cancellationToken)
    {
        var outcome = await TryAsync(hit, cancellationToken);
        if (outcome != ApplyOutcome.Outdated)
        {
            return outcome;
        }

        report.Outdated(isLast: false);
        outcome = await TryAsync(hit, cancellationToken);
        if (outcome != ApplyOutcome.Outdated)
        {
            return outcome;
        }

        report.Outdated(isLast: true);
        return ApplyOutcome.Failed;
    }

    private async Task<ApplyOutcome> TryAsync(SearchHitJson hit, CancellationToken cancellationToken)
    {
        var (plan, failure) = await PlanAsync(hit.Uid!, cancellationToken);
        return plan switch
        {
            null => report.Unread(hit, failure!),
            DashboardPlan.LeaveAlone alone => report.LeftAlone(hit, alone),
            DashboardPlan.Right right => report.Right(hit, right.Taken),
            DashboardPlan.Save change => await SaveAsync(hit, change, cancellationToken),
            _ => throw new InvalidOperationException($"No rule for {plan}."),
        };
    }

    private async Task<ApplyOutcome> SaveAsync(SearchHitJson hit, DashboardPlan.Save change, CancellationToken cancellationToken)
    {
        report.Changes(hit, change.Changes);
        if (!save)
        {
            return ApplyOutcome.Changed;
        }

        return await grafana.SaveAsync(change.Dashboard, change.FolderUid, cancellationToken) switch
        {
            DashboardSaving.Done done => report.Saved(done.Version),
            DashboardSaving.Outdated => ApplyOutcome.Outdated,
            DashboardSaving.Failed failed => report.Unsaved(failed.Failure),
            var other => throw new InvalidOperationException($"No rule for {other}."),
        };
    }

    private async Task<(DashboardPlan? Plan, UpstreamFailure? Failure)> PlanAsync(string uid, CancellationToken cancellationToken)
    {
        switch (await grafana.ReadAsync(uid, cancellationToken))
        {
            case DashboardReading.Read { Dashboard: var dashboard }:
                var plan = DashboardPlanning.Of(dashboard, queries, variables);
                return (plan is DashboardPlan.Save { IsPublic: true } ? await AskWhoSeesItAsync(uid, plan, cancellationToken) : plan, null);
            case DashboardReading.OfNewerSchema:
                return (DashboardPlanning.OfNewerSchema, null);
            case DashboardReading.Gone:
                return (new DashboardPlan.LeaveAlone("it is not there any more"), null);
            case DashboardReading.Failed { Failure: var failure }:
                return (null, failure);
            case var other:
                throw new InvalidOperationException($"No rule for {other}.");
        }
    }

    /// <summary>A public dashboard with annotations would show incidents to everybody; whoever wants that pastes the queries.</summary>
    private async Task<DashboardPlan> AskWhoSeesItAsync(string uid, DashboardPlan plan, CancellationToken cancellationToken) =>
        await grafana.IsPublicAsync(uid, cancellationToken) switch
        {
            (_, { } failure) => new DashboardPlan.LeaveAlone($"it is public, and Grafana does not say whether it shows annotations ({failure.Detail})"),
            (true, _) => new DashboardPlan.LeaveAlone("it is public and shows annotations, so everybody would see incidents"),
            _ => plan,
        };
}
