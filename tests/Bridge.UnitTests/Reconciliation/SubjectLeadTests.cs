using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.States;
using Bridge.Store;
using Bridge.Subjects;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.States;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>Whose changes have others looked at, and when that costs the store nothing.</summary>
public sealed class SubjectLeadTests : ReconciliationFixture
{
    private static readonly Incident Live = AnIncident.Live();
    private static readonly SubjectId Followers = SubjectId.Parse($"maintenance:of-{AnIncident.Id}");
    private static readonly SubjectId Child = SubjectId.Parse("maintenance:01W");

    private readonly SubjectLead _lead;

    public SubjectLeadTests()
        : base([new StubKind(SubjectKind.Maintenance)])
    {
        _lead = new SubjectLead(Store.Store, Store.Store, States, Signal, Time);
    }

    private Happening Window => Kinds[0].Subject;

    [Theory]
    [InlineData("an event")]
    [InlineData("another state")]
    [InlineData("never shown")]
    public async Task What_is_news_has_all_looked_at_that_belong_to_it_each_once(string news)
    {
        await Store.Store.NoteParentsAsync(Child, [Live.Id], Now, Cancellation);
        await Store.Store.NoteParentsAsync(Followers, [Live.Id], Now, Cancellation);

        await _lead.FollowAsync(Of(Live, news), StateOf(Live), Cancellation);

        Assert.Equal([new DeliveryKey(Followers, "main"), new DeliveryKey(Child, "main")], MadeDue());
    }

    [Theory]
    [InlineData("an event", true)]
    [InlineData("nothing", false)]
    public async Task Whoever_works_on_what_follows_is_woken(string news, bool isWoken)
    {
        var wakeUps = Signal.Listen(Lane.Others);

        await _lead.FollowAsync(Of(Live, news), StateOf(Live), Cancellation);

        Assert.Equal(isWoken, wakeUps.WaitAsync(TimeSpan.FromHours(1), Time, Cancellation).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task What_is_shown_as_it_is_has_nobody_looked_at()
    {
        await _lead.FollowAsync(Of(Live, "nothing"), StateOf(Live), Cancellation);

        Assert.Empty(MadeDue());
    }

    [Fact]
    public async Task What_names_others_itself_has_them_looked_at_whenever_it_is()
    {
        var window = Window with { Leads = [Live.Id] };

        await _lead.FollowAsync(Of(window, "nothing"), StateOf(window), Cancellation);

        Assert.Equal([new DeliveryKey(Live.Id, "main")], MadeDue());
    }

    [Theory]
    [InlineData(true, -1)]
    [InlineData(false, 0)]
    public async Task A_state_that_is_newer_than_the_event_shows_it_and_what_a_list_gave_is_as_new_as_the_list(bool isList, int milliseconds)
    {
        Subject subject = isList
            ? new Company { Id = Followers, UpdatedAt = Now, Leads = [Child] }
            : Window with { Leads = [Child] };

        await _lead.FollowAsync(Of(subject, "an event"), StateOf(subject), Cancellation);

        Assert.Equal([new DeliveryKey(Child, "main")], MadeDue());
        Assert.Equal(Now.AddMilliseconds(milliseconds), Assert.Single(Store.Asked(nameof(IDeliveryQueue.MarkDueAsync)))[1]);
    }

    [Fact]
    public async Task What_is_not_shown_any_more_has_all_looked_at_whatever_was_shown()
    {
        await _lead.FollowAsync(Of(Live, "nothing"), new SubjectState(Live.Id, null, Now), Cancellation);

        Assert.Equal([new DeliveryKey(Followers, "main")], MadeDue());
    }

    [Fact]
    public async Task What_leads_nobody_costs_the_store_nothing()
    {
        await _lead.FollowAsync(Of(Window, "an event"), StateOf(Window), Cancellation);

        Assert.Empty(Store.Asked(nameof(ISubjectNotes.ReadChildrenAsync)));
        Assert.Empty(MadeDue());
    }

    [Theory]
    [InlineData("an event", true)]
    [InlineData("another state", true)]
    [InlineData("never shown", true)]
    [InlineData("nothing", false)]
    public async Task What_a_subject_belongs_to_is_remembered_when_it_is_news(string news, bool isNoted)
    {
        var window = Window with { BelongsTo = [Live.Id] };

        await _lead.NoteAsync(Of(window, news), window, Cancellation);

        Assert.Equal(isNoted ? [window.Id] : [], await Store.Store.ReadChildrenAsync(Live.Id, Cancellation));
    }

    [Fact]
    public async Task Of_what_belongs_to_nothing_nothing_is_remembered()
    {
        await _lead.NoteAsync(Of(Window, "an event"), Window, Cancellation);

        Assert.Empty(Store.Asked(nameof(ISubjectNotes.NoteParentsAsync)));
    }

    private SubjectState StateOf(Subject subject) => new(subject.Id, subject, Now);

    /// <summary>A claim whose state is what is shown, but for what is news.</summary>
    private Claim Of(Subject subject, string news) => new(
        new DeliveryKey(subject.Id, "main"),
        1,
        1,
        0,
        null,
        false,
        false,
        PendingSince: news == "an event" ? Now : null,
        StateFrom: null,
        Now,
        Now.AddMinutes(2),
        null,
        StateAt: news switch
        {
            "another state" => subject.UpdatedAt.AddMilliseconds(-1),
            "never shown" => null,
            _ => subject.UpdatedAt,
        });

    private IEnumerable<DeliveryKey> MadeDue() =>
        Store.Asked(nameof(IDeliveryQueue.MarkDueAsync)).SelectMany(call => (IReadOnlyCollection<DeliveryKey>)call[0]!);
}
