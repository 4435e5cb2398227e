using System.Net;
using Bridge.States;
using Bridge.Subjects;
using Bridge.UnitTests.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.States;

/// <summary>What is no incident: what it belongs to is read with it, and what was ever said of who may see it counts.</summary>
public sealed class SubjectStatesTests : StatesFixture
{
    private static readonly SubjectId Window = SubjectId.Parse("maintenance:01W");

    [Theory]
    [InlineData(Visibility.Public, null, false)]
    [InlineData(Visibility.Public, Visibility.Public, false)]
    [InlineData(Visibility.Unknown, Visibility.Public, false)]
    [InlineData(Visibility.Unknown, null, true)]
    [InlineData(Visibility.Private, Visibility.Public, true)]
    [InlineData(Visibility.Public, Visibility.Private, true)]
    [InlineData(Visibility.Unknown, Visibility.Private, true)]
    internal async Task One_word_that_it_is_private_is_enough_and_none_at_all_too(Visibility state, Visibility? said, bool isPrivate)
    {
        Kind.Subject = Kind.Subject with { Visibility = state };
        if (said is { } word)
        {
            Notes.Said[Window] = word;
        }

        Assert.Equal(isPrivate, (await ReadAsync()).Subject!.IsPrivate);
    }

    [Fact]
    public async Task That_its_state_says_private_is_remembered()
    {
        Kind.Subject = Kind.Subject with { Visibility = Visibility.Private };
        await ReadAsync();
        Kind.Subject = Kind.Subject with { Visibility = Visibility.Public };
        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.True((await ReadAsync(Now)).Subject!.IsPrivate);
    }

    [Theory]
    [InlineData("public", false)]
    [InlineData("private", true)]
    [InlineData(null, true)]
    public async Task It_is_as_private_as_what_it_belongs_to_and_that_nobody_shows_counts_as_private(string? visibility, bool isPrivate)
    {
        Kind.Subject = Kind.Subject with { BelongsTo = [Id] };
        IncidentIo.OnGet = _ => Task.FromResult(visibility is null
            ? Answers.Json("{}", HttpStatusCode.NotFound)
            : Answers.Json(IncidentIoStub.Incident().Replace("\"visibility\":\"public\"", $"\"visibility\":\"{visibility}\"", StringComparison.Ordinal)));

        var state = await ReadAsync();

        Assert.Equal(isPrivate, state.Subject!.IsPrivate);
        Assert.Equal(visibility is null, Assert.Single(state.Subject.Parents).Subject is null);
    }

    [Fact]
    public async Task It_is_as_old_as_the_oldest_of_what_it_belongs_to_and_then_too_old_for_an_event_between()
    {
        await States.GetAsync(Id, notBefore: null, Cancellation);
        var before = Now;
        Time.Advance(TimeSpan.FromSeconds(10));
        Kind.Subject = Kind.Subject with { BelongsTo = [Id] };

        Assert.Equal(before, (await ReadAsync()).AskedAt);
        Assert.Equal(Now, (await ReadAsync(Now)).AskedAt);
        Assert.Equal((2, 2), (IncidentIo.Calls.Count, Kind.Asked));
    }

    [Fact]
    public async Task While_what_it_belongs_to_cannot_be_read_it_cannot_be_read_either()
    {
        Kind.Subject = Kind.Subject with { BelongsTo = [Id] };
        IncidentIo.OnGet = _ => Task.FromResult(Answers.Json("{}", HttpStatusCode.BadGateway));

        var (state, failure) = await States.GetAsync(Window, notBefore: null, Cancellation);

        Assert.Equal((null, FailureReason.Server), (state, failure!.Reason));
    }

    [Fact]
    public async Task While_the_store_is_away_nobody_knows_who_may_see_it()
    {
        Notes.IsAway = true;

        var (state, failure) = await States.GetAsync(Window, notBefore: null, Cancellation);

        Assert.Equal((null, FailureReason.Store), (state, failure!.Reason));
    }

    [Fact]
    public async Task What_a_list_has_is_remembered_unless_what_it_belongs_to_was_not_read()
    {
        await foreach (var _ in States.WalkAsync(Kind, Now, Cancellation))
        {
        }

        Assert.NotNull(States.Recall(Window, notBefore: null));

        Time.Advance(TimeSpan.FromMinutes(1));
        Kind.Subject = Kind.Subject with { BelongsTo = [Id] };
        await foreach (var (states, _, _) in States.WalkAsync(Kind, Now, Cancellation))
        {
            Assert.True(Assert.Single(states).Subject!.IsPrivate);
        }

        Assert.Null(States.Recall(Window, notBefore: null));
    }

    [Fact]
    public async Task What_a_list_only_tells_of_is_not_remembered()
    {
        Kind.ListsWhole = false;

        await foreach (var (states, left, _) in States.WalkAsync(Kind, Now, Cancellation))
        {
            Assert.Equal(Window, Assert.Single(states).Id);
            Assert.Empty(left);
        }

        Assert.Null(States.Recall(Window, notBefore: null));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_what_a_list_only_tells_of_the_private_part_is_left_alone_while_it_goes_on(bool isOver)
    {
        Kind.ListsWhole = false;
        Kind.Subject = Kind.Subject with { Visibility = Visibility.Private, IsOver = isOver };

        await foreach (var (states, left, _) in States.WalkAsync(Kind, Now, Cancellation))
        {
            Assert.Empty(states);
            Assert.Equal(isOver ? [] : [Window], left);
        }
    }

    [Fact]
    public async Task An_incident_leads_the_company_of_each_kind_that_follows_and_the_company_all_that_are_listed()
    {
        var (incident, _) = await States.GetAsync(Id, notBefore: null, Cancellation);
        var company = Assert.Single(States.LedBy(incident!));
        Kind.Followers = [Window];

        var (state, _) = await States.GetAsync(company, notBefore: null, Cancellation);

        Assert.Equal("maintenance:of-01ABC", company.ToString());
        Assert.Equal([Window], States.LedBy(state!));
        Assert.False(state!.Subject!.IsDrawn);
        Assert.Equal(Id, Kind.FollowedOf);
    }

    /// <summary>With all that was ever said of who may see it, as if it had been read.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_the_list_of_a_company_has_whole_is_read_again_for_a_later_event_alone(bool belongs)
    {
        (Kind.Followers, Kind.FollowsWhole) = ([Window], true);
        Kind.Subject = Kind.Subject with { BelongsTo = belongs ? [Id] : [] };
        Notes.Said[Window] = Visibility.Private;
        var (company, _) = await States.GetAsync(CompanyOfId, notBefore: null, Cancellation);
        Time.Advance(TimeSpan.FromSeconds(1));

        var state = await ReadAsync(company!.AskedAt);
        Assert.Equal((0, belongs ? 1 : 0, true), (Kind.Asked, state.Subject!.Parents.Count, state.Subject.IsPrivate));
        Assert.Equal((company.AskedAt, Visibility.Private), (state.AskedAt, state.Subject.Visibility));

        await ReadAsync(Now);
        Assert.Equal(1, Kind.Asked);
    }

    [Fact]
    public async Task While_the_store_is_away_a_company_that_is_listed_whole_cannot_be_read()
    {
        (Kind.Followers, Kind.FollowsWhole, Notes.IsAway) = ([Window], true, true);

        var (state, failure) = await States.GetAsync(CompanyOfId, notBefore: null, Cancellation);

        Assert.Equal((null, FailureReason.Store), (state, failure!.Reason));
    }

    [Fact]
    public async Task An_incident_that_is_not_shown_leads_its_company_too()
    {
        IncidentIo.OnGet = _ => Task.FromResult(Answers.Json("{}", HttpStatusCode.NotFound));

        var (incident, _) = await States.GetAsync(Id, notBefore: null, Cancellation);

        Assert.Null(incident!.Subject);
        Assert.Single(States.LedBy(incident));
    }

    private static SubjectId CompanyOfId => Company.Of(SubjectKind.Maintenance, Id)!.Value;

    private async Task<SubjectState> ReadAsync(DateTimeOffset? notBefore = null)
    {
        var (state, failure) = await States.GetAsync(Window, notBefore, Cancellation);
        Assert.Null(failure);
        return state!;
    }
}
