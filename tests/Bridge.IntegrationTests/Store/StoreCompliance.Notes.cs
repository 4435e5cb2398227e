using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.IntegrationTests.Store;

/// <summary>What is remembered of subjects beside their deliveries: who may see them, and what they belong to.</summary>
public abstract partial class StoreCompliance
{
    private static readonly SubjectId Window = SubjectId.Parse("maintenance:01W");
    private static readonly SubjectId Other = SubjectId.Parse("maintenance:01O");

    [Fact]
    public async Task Once_it_was_said_to_be_private_it_stays_private()
    {
        await Store.NoteVisibilityAsync(Window, Visibility.Public, At(0), Token);
        await Store.NoteVisibilityAsync(Other, Visibility.Public, At(0), Token);
        await Store.NoteVisibilityAsync(Window, Visibility.Private, At(1), Token);
        await Store.NoteVisibilityAsync(Window, Visibility.Public, At(2), Token);
        await Store.NoteVisibilityAsync(Window, Visibility.Unknown, At(3), Token);
        await ReopenAsync();

        Assert.Equal(
            [(Other, Visibility.Public), (Window, Visibility.Private)],
            (await SaidAsync(Window, Other, SubjectId.Parse("maintenance:01N"))).OrderBy(said => said.Subject.Value));
    }

    [Fact]
    public async Task What_a_webhook_says_of_a_subject_is_noted_with_it_and_so_is_what_one_that_came_before_says()
    {
        await AcceptAsync(Window, Visibility.Unknown, "msg_1");
        Assert.Empty(await SaidAsync(Window));

        await AcceptAsync(Window, Visibility.Public, "msg_2");
        await AcceptAsync(Window, Visibility.Private, "msg_3");
        await AcceptAsync(Window, Visibility.Public, "msg_4");
        await AcceptAsync(Other, Visibility.Private, "msg_4");

        Assert.Equal([(Other, Visibility.Private), (Window, Visibility.Private)], (await SaidAsync(Window, Other)).OrderBy(said => said.Subject.Value));
        Assert.Equal(Window, Assert.Single(await ClaimAsync(At(10), lane: Lane.Others)).Subject);
    }

    [Fact]
    public async Task Children_are_those_that_ever_belonged_to_a_subject()
    {
        var (one, two) = (SubjectId.Parse("01INC"), SubjectId.Parse("02INC"));
        await Store.NoteParentsAsync(Window, [one, two], At(0), Token);
        await Store.NoteParentsAsync(Other, [one], At(0), Token);
        await Store.NoteParentsAsync(Window, [one], At(1), Token);
        await Store.NoteParentsAsync(Window, [], At(2), Token);
        await ReopenAsync();

        Assert.Equal([Other, Window], await Store.ReadChildrenAsync(one, Token));
        Assert.Equal([Window], await Store.ReadChildrenAsync(two, Token));
        Assert.Empty(await Store.ReadChildrenAsync(Window, Token));
    }

    [Fact]
    public async Task What_is_forgotten_leaves_no_note()
    {
        var incident = SubjectId.Parse("01INC");
        await AcceptAsync(Window, Visibility.Private, "msg_1");
        await Store.NoteParentsAsync(Window, [incident], At(0), Token);
        await Store.NoteParentsAsync(Other, [incident], At(0), Token);
        await CompleteAsync(await ClaimOneAsync(At(1), lane: Lane.Others), new WorkOutcome.Succeeded(null, new ShownVersion(At(1), At(0))), At(2));

        Assert.Equal(1, await Store.ForgetIncidentsAsync(At(1000), 10, Token));

        Assert.Empty(await SaidAsync(Window));
        Assert.Equal([Other], await Store.ReadChildrenAsync(incident, Token));
    }

    [Fact]
    public async Task A_visibility_that_this_version_does_not_know_counts_as_private()
    {
        await LiftConstraintsAsync();
        await ExecuteAsync("INSERT INTO subjects (subject_id, visibility, noted_at) VALUES ('maintenance:01W', 'internal', 1)");

        Assert.Equal([(Window, Visibility.Private)], await SaidAsync(Window));
    }

    private async Task<IEnumerable<(SubjectId Subject, Visibility Visibility)>> SaidAsync(params SubjectId[] subjects) =>
        (await Store.ReadVisibilityAsync(subjects, Token)).Select(said => (said.Key, said.Value));

    private Task<AcceptResult> AcceptAsync(SubjectId subject, Visibility visibility, string webhook) =>
        Store.AcceptAsync(new WebhookReceipt(webhook, subject, At(0), MinInterval, TraceParent: null, visibility), Token);
}
