using System.Text.Json;
using Bridge.Kinds.Shifts;
using Bridge.Subjects;
using Bridge.Vocabulary;
using CsCheck;

namespace Bridge.UnitTests.Kinds.Shifts;

public sealed class ShiftMappingTests
{
    private static readonly Schedule Primary = new("SCHED", "Primary");
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_entry_is_a_shift_of_which_only_the_name_is_read()
    {
        var (shifts, faults) = Read(Start.AddHours(1), """
            {"start_at":"2026-11-02T09:00:00.1234567Z","end_at":"2026-11-09T10:00:00+01:00","rotation_id":"R","layer_id":"L","entry_id":"E","fingerprint":"F","unheard_of":[1],
             "user":{"id":"MARK1","name":" Ada Example ","email":"MARK2@example.com","role":"MARK3","slack_user_id":"MARK4"}}
            """);

        var shift = Assert.Single(shifts);
        Assert.Empty(faults);
        Assert.Equal(ShiftId.Of("SCHED", Start.AddMilliseconds(123), "R", "L"), shift.Id);
        Assert.Equal(
            ("Primary", Start.AddMilliseconds(123), (DateTimeOffset?)Start.AddDays(7), false, Visibility.Public, "resolved"),
            (shift.Title, shift.Start, shift.End, shift.IsOver, shift.Visibility, shift.State));
        Assert.Equal(
            [
                new Fact("schedule", "Primary", Sensitivity.Confidential) { IsTag = true, IsText = false },
                new Fact("person", "Ada Example", Sensitivity.Personal),
            ],
            shift.Facts);
        Assert.DoesNotContain("MARK", JsonSerializer.Serialize(shift.Facts), StringComparison.Ordinal);
        Assert.DoesNotContain("Ada", $"{shift} {shift.Facts[1]}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "on-call nobody on call")]
    [InlineData(""","user":null""", "on-call nobody on call")]
    [InlineData(""","user":{}""", "")]
    [InlineData(""","user":{"name":null}""", "")]
    [InlineData(""","user":{"name":"  "}""", "")]
    [InlineData(""","user":{"name":"Ada"}""", "person Ada")]
    public void Who_is_on_call_is_told_apart_from_nobody(string user, string expected)
    {
        var (shifts, _) = Read(Start, $$"""{"start_at":"2026-11-02T09:00:00Z","end_at":"2026-11-02T10:00:00Z"{{user}}}""");

        Assert.Equal(expected, string.Join(' ', Assert.Single(shifts).Facts.Skip(1).Select(fact => $"{fact.Key} {fact.Text}")));
    }

    [Fact]
    public void Where_somebody_is_on_call_it_is_not_nobody()
    {
        const string Entry = "{\"start_at\":\"2026-11-02T09:00:00Z\",\"end_at\":\"2026-11-02T10:00:00Z\"";

        var (shifts, _) = Read(Start, $"{Entry}}}", $"{Entry},\"user\":{{\"name\":\"Ada\"}}}}");

        Assert.Equal(["Primary", "Ada"], Assert.Single(shifts).Facts.Select(fact => fact.Text));
    }

    [Theory]
    [InlineData("null", "schedule_entries.final[]")]
    [InlineData("7", "schedule_entries.final[]")]
    [InlineData("""{"end_at":"2026-11-02T10:00:00Z"}""", "schedule_entries.final[].start_at")]
    [InlineData("""{"start_at":"soon","end_at":"2026-11-02T10:00:00Z"}""", "schedule_entries.final[].start_at")]
    [InlineData("""{"start_at":"2026-11-02T10:00:00Z"}""", "schedule_entries.final[].end_at")]
    public void An_entry_without_its_times_is_passed_over(string entry, string path)
    {
        var (shifts, faults) = Read(Start, entry, """{"start_at":"2026-11-02T09:00:00Z","end_at":"2026-11-02T10:00:00Z"}""");

        Assert.Single(shifts);
        Assert.Equal((path, true), (Assert.Single(faults).Path, faults[0].IsUnreadable));
    }

    [Fact]
    public void Members_of_another_type_count_as_not_set()
    {
        var (shifts, faults) = Read(
            Start, """{"start_at":"2026-11-02T09:00:00Z","end_at":"2026-11-02T10:00:00Z","rotation_id":7,"layer_id":[],"user":"Ada"}""");

        Assert.Equal(ShiftId.Of("SCHED", Start, null, null), Assert.Single(shifts).Id);
        Assert.Equal(
            ["schedule_entries.final[].rotation_id", "schedule_entries.final[].layer_id", "schedule_entries.final[].user"], faults.Select(fact => fact.Path));
        Assert.All(faults, fault => Assert.False(fault.IsUnreadable));
    }

    [Theory]
    [InlineData(24, false)]
    [InlineData(26, true)]
    public void It_is_over_when_edits_cannot_reach_it_any_more(int hoursAfterItsEnd, bool isOver)
    {
        var (shifts, _) = Read(Start.AddHours(1 + hoursAfterItsEnd), """{"start_at":"2026-11-02T09:00:00Z","end_at":"2026-11-02T10:00:00Z"}""");

        Assert.Equal(isOver, Assert.Single(shifts).IsOver);
    }

    [Fact]
    public void In_whichever_order_and_however_often_entries_come_the_shifts_are_the_same()
    {
        var entry = Gen.Select(
            Gen.Int[0, 3], Gen.Int[1, 3], Gen.OneOf("R", "S"), Gen.OneOf<string?>(null, "Ada", "Grace"),
            (start, length, rotation, person) => $$"""
                {"start_at":"{{Start.AddHours(start):yyyy-MM-ddTHH:mm:ssZ}}","end_at":"{{Start.AddHours(start + length):yyyy-MM-ddTHH:mm:ssZ}}","rotation_id":"{{rotation}}"{{(person is null ? "" : $$""","user":{"name":"{{person}}"}""")}}}
                """);

        Gen.Select(entry.Array[0, 8], Gen.Int).Sample((entries, seed) =>
        {
            string[] twice = [.. entries, .. entries];
            new Random(seed).Shuffle(twice);

            Assert.Equal(Read(Start, entries).Shifts.Select(Words).Order(), Read(Start, twice).Shifts.Select(Words).Order());
        });
    }

    private static string Words(Happening shift) => $"{shift.Id} {shift.End:O} {string.Join(',', shift.Facts.Select(fact => fact.Text))}";

    private static (IReadOnlyList<Happening> Shifts, IReadOnlyList<ReadingFault> Faults) Read(DateTimeOffset now, params string[] entries)
    {
        using var document = JsonDocument.Parse($"[{string.Join(',', entries)}]");
        return ShiftMapping.Read(document.RootElement.EnumerateArray(), Primary, now);
    }
}
