using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>What has to be true after every look at an incident.</summary>
internal static class HistoryRules
{
    public static void Check(History history, Replay replay, Look look, IReadOnlyDictionary<LedgerKey, ShownAnnotation> before)
    {
        foreach (var (key, shown) in replay.Shown)
        {
            var route = history.Routes.Single(route => route.Name == key.Route);
            Assert.True(shown.Content.End >= shown.Content.Start);
            Assert.Equal(key.Dashboard, shown.Content.Dashboard);
            KeepsASecret(history, route, look, shown.Content);
            if (!replay.IsFaulted(key.Route, look.At))
            {
                FollowsTheState(history, route, key, look, shown, before.GetValueOrDefault(key));
            }
        }
    }

    private static void KeepsASecret(History history, AnnotationRoute route, Look look, DesiredAnnotation content)
    {
        var mode = route.Private ?? history.Options.Private;
        if (look.State.IsPrivate && mode != PrivateMode.Full)
        {
            Assert.NotEqual(PrivateMode.Omit, mode);
            Assert.DoesNotContain(History.Marker, content.Text + string.Concat(content.Tags), StringComparison.OrdinalIgnoreCase);
        }
    }

    private static void FollowsTheState(
        History history, AnnotationRoute route, LedgerKey key, Look look, ShownAnnotation shown, ShownAnnotation? before)
    {
        var content = shown.Content;
        var state = look.State;
        Assert.Equal(history.Options.Shape == AnnotationShape.Region, key.Part == AnnotationPart.Region);
        Assert.Contains(state.Mode, history.Options.Modes);
        Assert.NotEqual(state.IsPrivate ? RouteVisibility.Public : RouteVisibility.Private, route.Match.Visibility);
        Assert.True(state.Severity is not null || !route.Match.NamedSeverities.Any());
        Assert.True(before is null || before.Id == shown.Id);
        switch (state.Category)
        {
            case StatusCategory.Live or StatusCategory.Triage:
                Assert.True(state.Category == StatusCategory.Live || history.Options.IncludeTriage);
                Assert.Equal(AnnotationStatus.Open, content.Status);
                if (key.Part == AnnotationPart.Region && history.Options.OpenEndInterval is { Ticks: > 0 } interval)
                {
                    Assert.InRange(content.End - Later(look.At, content.Start), OpenEnd.Margin - TimeSpan.FromMilliseconds(1), OpenEnd.Margin + interval);
                }
                else
                {
                    Assert.Equal(content.Start, content.End);
                }

                break;
            case StatusCategory.Learning or StatusCategory.Closed:
                Assert.Equal(AnnotationStatus.Resolved, content.Status);
                if (!look.HasEnd && key.Part != AnnotationPart.Start && before is { Content.Status: AnnotationStatus.Resolved })
                {
                    Assert.Equal(Later(before.Content.End, content.Start), content.End);
                }

                break;
            case StatusCategory.Paused when before is null:
                Assert.Equal(AnnotationStatus.Open, content.Status);
                var isDrawn = key.Part == AnnotationPart.Region && history.Options.OpenEndInterval > TimeSpan.Zero;
                Assert.Equal(isDrawn ? Later(Whole(state.UpdatedAt), content.Start) : content.Start, content.End);
                break;
            case StatusCategory.Paused or StatusCategory.Unknown:
                Assert.NotNull(before);
                Assert.Equal(before.Content.Status, content.Status);
                if (content.Status == AnnotationStatus.Open && key.Part == AnnotationPart.Region)
                {
                    var setAside = before.Content.End < state.UpdatedAt ? before.Content.End : Whole(state.UpdatedAt);
                    Assert.Equal(Later(setAside, content.Start), content.End);
                }

                break;
            default:
                Assert.Fail($"{state.Category} is shown.");
                break;
        }
    }

    private static DateTimeOffset Whole(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
