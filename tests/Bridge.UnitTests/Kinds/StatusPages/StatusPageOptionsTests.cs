using Bridge.Kinds.StatusPages;
using Bridge.Settings;
using Bridge.UnitTests.Settings;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Kinds.StatusPages;

public sealed class StatusPageOptionsTests
{
    [Fact]
    public void Nothing_is_shown_unless_asked_for()
    {
        Assert.False(Read().IsOn);
        Assert.DoesNotContain(SubjectKind.StatusPage, TestSettings.Read(("StatusPage:Pages:0", "P")).PolledKinds());
    }

    [Fact]
    public void All_status_pages_are_shown_or_those_that_are_named()
    {
        var (all, one) = (Read(("StatusPage:Show", "all")), Read(("StatusPage:Show", "all"), ("StatusPage:Pages:3", "P")));

        Assert.True(all is { IsOn: true, IsPolled: true } && all.Shows("any"));
        Assert.Equal([("StatusPage:Pages:3", "P")], one.Pages);
        Assert.True(one.Shows("P"));
        Assert.False(one.Shows("p"));
    }

    [Theory]
    [InlineData("StatusPage:Show", "open", "is not one of none, all.")]
    [InlineData("StatusPage:Pages", "P", "is a list; set StatusPage:Pages:0 and so on.")]
    [InlineData("StatusPage:Page", "P", "is not a setting. Did you mean Pages? Known here: Pages, Show.")]
    public void Faults_say_what_to_do(string key, string value, string problem)
    {
        Assert.Contains(new SettingFault(key, problem), TestSettings.Faults((key, value)));
    }

    [Fact]
    public void Without_lists_they_cannot_be_shown()
    {
        Assert.Equal(
            [new SettingFault("StatusPage:Show", "needs IncidentIo:ResyncInterval, which is 00:00:00: no webhook tells of all their changes, so that they are listed.")],
            TestSettings.Faults(("StatusPage:Show", "all"), ("IncidentIo:ResyncInterval", "00:00:00")));
    }

    [Fact]
    public void One_webhook_tells_of_them_by_their_incident()
    {
        var told = Assert.Single(Read().Events);

        Assert.Equal(
            ("status_page_incident.update_shared_v1", SubjectKind.StatusPage, "status_page_incident.id", Visibility.Public),
            (told.Type, told.Kind, string.Join('.', told.IdPath), told.Visibility));
    }

    private static StatusPageOptions Read(params (string Key, string? Value)[] settings) => TestSettings.Read(settings).Kinds.OfType<StatusPageOptions>().Single();
}
