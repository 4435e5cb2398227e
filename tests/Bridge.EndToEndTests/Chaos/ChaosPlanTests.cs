using Bridge.Simulator.Grafana;

namespace Bridge.EndToEndTests.Chaos;

/// <summary>A seed that failed can be replayed only if it always makes the same plan.</summary>
public sealed class ChaosPlanTests
{
    private static readonly ChaosOptions Options = new(Seed: 17, Incidents: 200, Faults: 50, TimeSpan.FromSeconds(30));

    [Fact]
    public void A_seed_makes_one_plan()
    {
        foreach (var limits in new[] { ChaosLimits.Sqlite, ChaosLimits.Postgres })
        {
            var (first, second) = (ChaosPlan.Make(Options, limits), ChaosPlan.Make(Options, limits));

            Assert.Equal((first.Points, first.Dialect, first.Dashboard), (second.Points, second.Dialect, second.Dashboard));
            Assert.Equal(first.Changes, second.Changes);
            Assert.Equal(first.Faults, second.Faults);
        }
    }

    [Fact]
    public void Another_seed_makes_another_plan()
    {
        var (first, second) = (ChaosPlan.Make(Options, ChaosLimits.Sqlite), ChaosPlan.Make(Options with { Seed = 18 }, ChaosLimits.Sqlite));

        Assert.NotEqual(first.Changes, second.Changes);
        Assert.NotEqual(first.Faults, second.Faults);
    }

    [Fact]
    public void Every_version_of_Grafana_occurs_with_each_shape_and_each_kind_of_place()
    {
        var plans = Enumerable.Range(1, 200).Select(seed => ChaosPlan.Make(Options with { Seed = seed, Incidents = 1 }, ChaosLimits.Sqlite));

        Assert.Equal(
            GrafanaDialect.All.Count * 2 * 2, plans.Select(plan => (plan.Dialect, plan.Points, plan.Dashboard is null)).Distinct().Count());
    }

    [Theory]
    [InlineData(24)]
    [InlineData(50)]
    public void A_plan_has_every_kind_of_its_store_and_as_many_faults_as_asked_for(int faults)
    {
        foreach (var limits in new[] { ChaosLimits.Sqlite, ChaosLimits.Postgres })
        {
            var plan = ChaosPlan.Make(Options with { Faults = faults }, limits);

            Assert.Equal(limits.Kinds.Distinct().Order(), plan.Faults.Select(fault => fault.Kind).Where(limits.Kinds.Contains).Distinct().Order());
            Assert.Equal(faults, plan.Faults.Count + 1);
            Assert.All(plan.Faults, fault => Assert.InRange(fault.At, TimeSpan.Zero, Options.Duration));
        }
    }

    [Fact]
    public void With_three_replicas_the_last_is_paused_beyond_its_lease_and_left_alone_otherwise()
    {
        var plan = ChaosPlan.Make(Options, ChaosLimits.Postgres);

        var pause = Assert.Single(plan.Faults, fault => fault.Kind == FaultKind.PausedBeyondLease);
        Assert.Equal(2, pause.Target);
        Assert.True(pause.Duration > TimeSpan.FromMinutes(2));
        Assert.All(
            plan.Faults.Where(fault => fault.Kind is FaultKind.Killed or FaultKind.Stopped or FaultKind.Paused or FaultKind.ClockMoved),
            fault => Assert.InRange(fault.Target, 0, 1));
    }
}
