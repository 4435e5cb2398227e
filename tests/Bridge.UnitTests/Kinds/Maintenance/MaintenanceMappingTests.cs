using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Kinds.Maintenance;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Kinds.Maintenance;

public sealed class MaintenanceMappingTests
{
    private const string Place = "maintenance_windows[]";

    [Fact]
    public void A_window_has_its_times_its_name_and_no_person()
    {
        var (window, faults) = Read(AWindow.Planned.Json());

        Assert.Empty(faults);
        Assert.Equal("maintenance:01WINDOW", window!.Id.ToString());
        Assert.Equal((AWindow.From, AWindow.To), (window.Start, window.End!.Value));
        Assert.Equal((Visibility.Public, false), (window.Visibility, window.IsPrivate));
        Assert.Equal("Move the database", window.Title);
        Assert.Equal(AWindow.Planned.UpdatedAt, window.UpdatedAt);
        Assert.Empty(window.Facts);
        Assert.DoesNotContain("database", window.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    public void It_is_over_at_its_end(int seconds, bool isOver) =>
        Assert.Equal(isOver, Read(AWindow.Planned.Json(), AWindow.To.AddSeconds(seconds)).Window!.IsOver);

    /// <summary>Hours from its start, of two.</summary>
    [Theory]
    [InlineData(-3, -3)]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 2)]
    public void One_that_was_archived_ends_then_unless_it_was_over(int archivedAfter, int endsAfter)
    {
        var (window, _) = Read((AWindow.Planned with { ArchivedAt = AWindow.From.AddHours(archivedAfter) }).Json(), AWindow.From.AddHours(9));

        Assert.Equal(AWindow.From.AddHours(endsAfter), window!.End);
        Assert.True(window.IsOver);
    }

    [Theory]
    [InlineData("id", Place + ".id")]
    [InlineData("start_at", Place + ".start_at")]
    [InlineData("end_at", Place + ".end_at")]
    public void Without_an_id_a_start_or_an_end_it_is_left_out(string member, string path)
    {
        foreach (var odd in new JsonNode?[] { null, 7, "", new JsonObject() })
        {
            var json = AWindow.Planned.Json();
            json[member] = odd;

            var (window, faults) = Read(json);

            Assert.Null(window);
            var fault = Assert.Single(faults);
            Assert.Equal((path, true), (fault.Path, fault.IsUnreadable));
            Assert.Equal(member == "id" ? null : AWindow.Planned.Subject, fault.Subject);
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"01WINDOW\"")]
    public void What_is_no_object_is_left_out(string json)
    {
        var (window, faults) = MaintenanceMapping.Read(JsonDocument.Parse(json).RootElement, Place, AWindow.From);

        Assert.Null(window);
        Assert.Equal(new ReadingFault(null, Place, IsUnreadable: true), Assert.Single(faults));
    }

    [Theory]
    [InlineData("name")]
    [InlineData("archived_at")]
    [InlineData("updated_at")]
    public void What_it_can_do_without_is_told_of_once_and_counts_as_not_set(string member)
    {
        var json = AWindow.Planned.Json();
        json[member] = new JsonArray();

        var (window, faults) = Read(json);

        Assert.NotNull(window);
        Assert.Equal(new ReadingFault(window.Id, $"{Place}.{member}", IsUnreadable: false), Assert.Single(faults));
    }

    [Fact]
    public void Without_a_time_of_its_change_the_archiving_or_the_start_counts()
    {
        var json = AWindow.Planned.Json();
        json["updated_at"] = null;
        Assert.Equal(AWindow.From, Read(json).Window!.UpdatedAt);

        json["archived_at"] = "2026-03-01T19:00:00Z";
        Assert.Equal(AWindow.From.AddHours(1), Read(json).Window!.UpdatedAt);
    }

    [Theory]
    [InlineData("../../v1/secret")]
    [InlineData("a:b")]
    [InlineData("maintenance:01WINDOW")]
    public void An_id_that_is_none_is_refused(string id)
    {
        var json = AWindow.Planned.Json();
        json["id"] = id;

        Assert.Null(Read(json).Window);
    }

    private static (Happening? Window, IReadOnlyList<ReadingFault> Faults) Read(JsonObject json, DateTimeOffset? now = null) =>
        MaintenanceMapping.Read(JsonDocument.Parse(json.ToJsonString()).RootElement, Place, now ?? AWindow.From.AddMinutes(-5));
}
