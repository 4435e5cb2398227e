using Bridge.Kinds.Shifts;
using Bridge.Settings;
using Bridge.UnitTests.Settings;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Kinds.Shifts;

public sealed class ShiftOptionsTests
{
    [Fact]
    public void Without_a_schedule_nothing_is_shown_and_nobody_is_named()
    {
        var options = Read();

        Assert.False(options.IsOn);
        Assert.Empty(options.Schedules);
        Assert.Equal(ShownPeople.Hide, options.People);
        Assert.DoesNotContain(SubjectKind.Shift, TestSettings.Read().PolledKinds());
    }

    [Fact]
    public void Schedules_are_named_one_by_one()
    {
        (string, string?)[] settings = [("Shifts:Schedules:0", "Primary"), ("Shifts:Schedules:7", " 01ABC "), ("Shifts:People", "show")];

        var options = Read(settings);

        Assert.Equal([("Shifts:Schedules:0", "Primary"), ("Shifts:Schedules:7", "01ABC")], options.Schedules);
        Assert.Equal(ShownPeople.Show, options.People);
        Assert.Contains(SubjectKind.Shift, TestSettings.Read(settings).PolledKinds());
        Assert.True(options.Shows(new Schedule("X", "PRIMARY")));
        Assert.True(options.Shows(new Schedule("01ABC", "any")));
        Assert.False(options.Shows(new Schedule("01abc", "any")));
        Assert.False(options.Shows(new Schedule("X", "Primary 2")));
    }

    [Theory]
    [InlineData("Shifts:Schedules:0", "*", "is no schedule's name: each schedule has to be named, there is no wildcard.")]
    [InlineData("Shifts:Schedules", "Primary", "is a list; set Shifts:Schedules:0 and so on.")]
    [InlineData("Shifts:People", "email", "is not one of hide, show.")]
    [InlineData("Shifts:Show", "all", "is not a setting. Known here: People, Schedules.")]
    public void Faults_say_what_to_do(string key, string value, string problem)
    {
        Assert.Contains(new SettingFault(key, problem), TestSettings.Faults((key, value)));
    }

    [Fact]
    public void Without_lists_they_cannot_be_shown()
    {
        Assert.Equal(
            [new SettingFault("Shifts:Schedules", "needs IncidentIo:ResyncInterval, which is 00:00:00: no webhook tells of all their changes, so that they are listed.")],
            TestSettings.Faults(("Shifts:Schedules:0", "Primary"), ("IncidentIo:ResyncInterval", "00:00:00")));
    }

    [Fact]
    public void One_webhook_tells_of_them_by_their_schedule()
    {
        var told = Assert.Single(Read().Events);

        Assert.Equal(("schedule.shift_change_v1", SubjectKind.Shift, "schedule.id", Visibility.Public), (told.Type, told.Kind, string.Join('.', told.IdPath), told.Visibility));
    }

    private static ShiftOptions Read(params (string Key, string? Value)[] settings) => TestSettings.Read(settings).Kinds.OfType<ShiftOptions>().Single();
}
