using System.Net;
using Bridge.Kinds.Alerts;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Kinds.Alerts;

public sealed class AlertSourcesTests : AlertsFixture
{
    [Fact]
    public async Task They_are_asked_for_every_five_minutes()
    {
        await FindAsync();
        Time.Advance(TimeSpan.FromSeconds(299));
        await FindAsync();
        var before = Api.Calls.Count;
        Time.Advance(TimeSpan.FromSeconds(1));
        await FindAsync();

        Assert.Equal((1, 2), (before, Api.Calls.Count));
    }

    [Fact]
    public async Task One_that_is_not_among_them_is_asked_for_again_after_a_minute()
    {
        Assert.Equal(AlertOrigin.Unknown, await FindAsync("01NEW"));
        Time.Advance(TimeSpan.FromSeconds(59));
        await FindAsync("01NEW");
        var before = Api.Calls.Count;
        Api.Sources.Add(("01NEW", "Sentry", false));
        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("Sentry", (await FindAsync("01NEW")).Name);
        Assert.Equal((1, 2), (before, Api.Calls.Count));
    }

    [Theory]
    [InlineData(false, nameof(Visibility.Public))]
    [InlineData(true, nameof(Visibility.Private))]
    [InlineData(null, nameof(Visibility.Unknown))]
    public async Task A_source_says_whether_its_alerts_are_private(bool? isPrivate, string visibility)
    {
        Api.Sources[0] = (AnAlert.Source, 17, isPrivate);

        Assert.Equal(new AlertOrigin(null, Enum.Parse<Visibility>(visibility)), await FindAsync());
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.NotFound)]
    public async Task Where_the_key_may_not_read_them_nothing_is_known_of_any(HttpStatusCode status)
    {
        await FindAsync();
        Api.Failures["sources"] = status;
        Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(AlertOrigin.Unknown, await FindAsync());
    }

    [Fact]
    public async Task An_old_list_is_better_than_none()
    {
        await FindAsync();
        Api.Failures["sources"] = HttpStatusCode.ServiceUnavailable;
        Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal("Prometheus", (await FindAsync()).Name);
    }

    [Fact]
    public async Task An_alert_without_a_source_asks_nothing()
    {
        var (origin, failure) = await Sources.FindAsync(null, Cancellation);

        Assert.Equal((AlertOrigin.Unknown, null), (origin, failure));
        Assert.Empty(Api.Calls);
    }

    private async Task<AlertOrigin> FindAsync(string id = AnAlert.Source)
    {
        var (origin, failure) = await Sources.FindAsync(id, Cancellation);
        Assert.Null(failure);
        return origin;
    }
}
