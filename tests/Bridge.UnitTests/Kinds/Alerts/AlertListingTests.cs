using System.Net;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Kinds.Alerts;

public sealed class AlertListingTests : AlertsFixture
{
    [Fact]
    public async Task What_fires_and_what_changed_since_is_told_if_it_matches()
    {
        Options = Options with { Sources = ["Prometheus"] };
        Api.Has(
            AnAlert.Firing(1, minutes: -600),
            AnAlert.Resolved(2, 40, 50),
            AnAlert.Resolved(3, 0, 20),
            AnAlert.Firing(4) with { Source = "01OTHER" },
            AnAlert.Firing(5, minutes: 59));

        Assert.Equal(["01ALERT1", "01ALERT2"], await ToldAsync());
        Assert.Equal(
            [
                "list after= status=firing key= source= created= updated= held=",
                "sources",
                "list after= status= key= source= created= updated=2026-03-01T10:30:00Z held=",
            ],
            Api.Calls);
    }

    [Fact]
    public async Task They_tell_what_changed_and_are_not_taken_for_a_read()
    {
        Api.Has(AnAlert.Firing());

        await foreach (var page in Listing.ListAsync(AnAlert.At.AddMinutes(30), Cancellation))
        {
            Assert.False(page.AreWhole);
        }
    }

    [Fact]
    public async Task A_private_source_says_so_of_its_alerts()
    {
        Api.Sources[0] = (AnAlert.Source, "Prometheus", true);
        Api.Has(AnAlert.Firing());

        await foreach (var page in Listing.ListAsync(AnAlert.At.AddHours(1), Cancellation))
        {
            Assert.All(page.Subjects, subject => Assert.Equal(Visibility.Private, subject.Visibility));
        }
    }

    [Fact]
    public async Task On_an_older_API_it_is_asked_by_the_creation_and_the_other_way_only_once()
    {
        Api.Failures["list after= status= key= source= created= updated=2"] = HttpStatusCode.UnprocessableEntity;
        Api.Has(AnAlert.Resolved(2, 40, 50));
        var listing = Listing;

        Assert.Equal(["01ALERT2"], await ToldAsync(listing));
        Assert.Equal(["01ALERT2"], await ToldAsync(listing));
        Assert.Single(Api.Calls, call => call.Contains("updated=2", StringComparison.Ordinal));
        Assert.Equal(2, Api.Calls.Count(call => call.Contains("created=2026-02-28", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("list after= status=firing")]
    [InlineData("list after= status= key= source= created= updated=2")]
    [InlineData("sources")]
    public async Task A_list_that_is_not_complete_ends_with_the_failure(string call)
    {
        Api.Failures[call] = HttpStatusCode.BadGateway;
        Api.Has(AnAlert.Firing());
        var pages = new List<SubjectPage>();

        await foreach (var page in Listing.ListAsync(AnAlert.At.AddMinutes(30), Cancellation))
        {
            pages.Add(page);
        }

        Assert.Equal(FailureReason.Server, pages[^1].Failure?.Reason);
        Assert.Single(pages, page => page.Failure is not null);
    }

    private async Task<IReadOnlyList<string>> ToldAsync(Bridge.Kinds.Alerts.AlertListing? listing = null)
    {
        var told = new List<string>();
        await foreach (var page in (listing ?? Listing).ListAsync(AnAlert.At.AddMinutes(30), Cancellation))
        {
            Assert.Null(page.Failure);
            told.AddRange(page.Subjects.Select(subject => subject.Id.Value));
        }

        return [.. told.Distinct()];
    }
}
