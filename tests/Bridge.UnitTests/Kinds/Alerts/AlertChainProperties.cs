using Bridge.Kinds.Alerts;
using CsCheck;

namespace Bridge.UnitTests.Kinds.Alerts;

[Trait(PaceTests.Pace, PaceTests.Slow)]
public sealed class AlertChainProperties
{
    private static readonly TimeSpan Merge = TimeSpan.FromMinutes(5);

    /// <summary>Firings over two days, some of them close together; each fires at most until the next one does.</summary>
    private static readonly Gen<Alert[]> Firings = Gen.Select(Gen.OneOf(Gen.Double[0, 9], Gen.Double[0, 900]), Gen.Double[0.1, 1]).Array[1, 12].Select(steps =>
    {
        var (firings, minutes) = (new List<Alert>(), 0.0);
        foreach (var (step, share) in steps)
        {
            var next = minutes + step + 1;
            firings.Add(AnAlert.Resolved(firings.Count + 1, minutes, minutes + ((step + 1) * share)));
            minutes = next;
        }

        firings[^1] = steps.Length % 2 == 0 ? firings[^1] with { IsFiring = true, ResolvedAt = null } : firings[^1];
        return firings.ToArray();
    });

    [Fact]
    public void Any_order_of_the_firings_gives_the_same_span() => Gen.Select(Firings, Gen.Int).Sample((firings, seed) =>
    {
        var shuffled = firings.ToArray();
        new Random(seed).Shuffle(shuffled);

        Assert.All(firings, alert => Assert.Equal(AlertSpan.Of(AlertChain.Of(alert, firings, Merge)), AlertSpan.Of(AlertChain.Of(alert, shuffled, Merge))));
    });

    [Fact]
    public void Firings_that_are_listed_again_change_nothing() => Firings.Sample(firings => Assert.All(firings, alert =>
        Assert.Equal(AlertChain.Of(alert, firings, Merge), AlertChain.Of(alert, [.. firings, .. firings], Merge))));

    [Fact]
    public void Each_member_of_a_chain_names_the_same_chain_and_no_other_firing_does() => Firings.Sample(firings =>
    {
        var chains = firings.ToDictionary(alert => alert.Id, alert => AlertChain.Of(alert, firings, Merge).Select(one => one.Id).ToList());

        Assert.All(chains, chain => Assert.Contains(chain.Key, chain.Value));
        Assert.All(chains, chain => Assert.All(chain.Value, member => Assert.Equal(chain.Value, chains[member])));
    });

    [Fact]
    public void Two_chains_are_further_apart_than_the_time_or_of_two_days() => Firings.Sample(firings =>
    {
        foreach (var (one, next) in firings.Zip(firings.Skip(1)))
        {
            var isOne = AlertChain.Of(one, firings, Merge)[0].Id == AlertChain.Of(next, firings, Merge)[0].Id;
            var first = AlertChain.Of(one, firings, Merge)[0];
            Assert.Equal(next.CreatedAt - one.ResolvedAt <= Merge && next.CreatedAt.Date == first.CreatedAt.Date, isOne);
        }
    });

    [Fact]
    public void A_firing_more_never_takes_from_what_was_shown() => Firings.Sample(firings =>
    {
        foreach (var count in Enumerable.Range(1, firings.Length))
        {
            var before = AlertSpan.Of(AlertChain.Of(firings[0], firings.Take(count - 1), Merge));
            var after = AlertSpan.Of(AlertChain.Of(firings[0], firings.Take(count), Merge));
            Assert.True((after.End ?? after.First.CreatedAt) >= (before.IsFiring ? before.First.CreatedAt : before.End));
        }
    });
}
