using System.Net;
using Bridge.Commands.Check;
using Bridge.Incidents;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.Settings;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.UnitTests.Commands;

/// <summary>Names in the settings that the organization does not have.</summary>
public sealed class AccountCheckTests
{
    private const string AllIsWell = "It has every timestamp, incident type and custom field that the settings name.";

    private readonly FakeIncidentIo _incidentIo = new()
    {
        TimestampNames = ["Reported at", "Resolved at", "Detected at"],
        Types = ["Production Outage", "Security"],
        Fields = [new AccountField("f1", "Affected team", HasOptions: true), new AccountField("f2", "Ticket", HasOptions: false)],
        Options = ["Payments", "Search"],
    };

    [Fact]
    public async Task Without_names_in_the_settings_the_timestamps_alone_are_asked_for()
    {
        Assert.Equal([$"Ok {AllIsWell}"], await CheckAsync());
        Assert.Equal(["incident_timestamps"], _incidentIo.Calls);
    }

    [Fact]
    public async Task Names_that_are_there_are_found_in_any_case_and_by_id()
    {
        Assert.Equal([$"Ok {AllIsWell}"], await CheckAsync(
            ("Annotations:StartFrom:0", "detected"),
            ("Annotations:TagsFrom:team", "each field:AFFECTED TEAM"),
            ("Annotations:TagsFrom:ticket", "field:f2"),
            ("Annotations:Text", "{{ incident.reference }} {{ incident.custom_fields['affected Team'] }}"),
            ("Routes:0:Name", "ops"),
            ("Routes:0:Match:Type", "security"),
            ("Routes:0:Match:CustomFields:0:Field", "f1"),
            ("Routes:0:Match:CustomFields:0:Value:0", "search"),
            ("Routes:0:Match:CustomFields:1:Field", "ticket"),
            ("Routes:0:Match:CustomFields:1:Value", "whatever people write")));
    }

    [Theory]
    [InlineData("Prodution Outage", "Failed It has no incident type Prodution Outage (route ops): the route takes no incident. Did you mean Production Outage? There are: Production Outage, Security.")]
    [InlineData("Audit", "Failed It has no incident type Audit (route ops): the route takes no incident. There are: Production Outage, Security.")]
    public async Task A_type_that_is_not_there_empties_a_route(string type, string told) =>
        Assert.Equal([told], await CheckAsync(("Routes:0:Name", "ops"), ("Routes:0:Match:Type", type)));

    [Fact]
    public async Task Beside_one_that_is_there_it_is_a_warning() => Assert.Equal(
        ["Warning It has no incident type Securty (route ops): no incident has it. Did you mean Security? There are: Production Outage, Security."],
        await CheckAsync(("Routes:0:Name", "ops"), ("Routes:0:Match:Type:0", "Security"), ("Routes:0:Match:Type:1", "Securty")));

    [Fact]
    public async Task A_field_and_an_option_that_are_not_there_empty_a_route()
    {
        Assert.Equal(
            [
                "Failed It has no custom field Afected team (route ops): the route takes no incident. Did you mean Affected team? There are: Affected team, Ticket.",
                "Failed Its custom field Affected team has no option Paymens (route ops): the route takes no incident. Did you mean Payments? There are: Payments, Search.",
                "Warning Its custom field Affected team has no option Shipping (route rest): no incident has it. There are: Payments, Search.",
            ],
            await CheckAsync(
                ("Routes:0:Name", "ops"),
                ("Routes:0:Match:CustomFields:0:Field", "Afected team"),
                ("Routes:0:Match:CustomFields:0:Value", "Payments"),
                ("Routes:0:Match:CustomFields:1:Field", "Affected team"),
                ("Routes:0:Match:CustomFields:1:Value", "Paymens"),
                ("Routes:1:Name", "rest"),
                ("Routes:1:Match:CustomFields:0:Field", "Affected team"),
                ("Routes:1:Match:CustomFields:0:Value:0", "Search"),
                ("Routes:1:Match:CustomFields:0:Value:1", "Shipping")));
        Assert.Equal(["options of f1 after ", "options of f1 after 1"], _incidentIo.Calls.Where(call => call.StartsWith("options", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_field_that_is_not_there_makes_tags_and_texts_poorer() => Assert.Equal(
        [
            "Warning It has no custom field Tickets (Annotations:TagsFrom:ticket): no annotation gets the tag ticket. Did you mean Ticket? There are: Affected team, Ticket.",
            "Warning It has no custom field f2 (Annotations:Text): it is empty in every text. There are: Affected team, Ticket.",
            "Warning It has no custom field Region (TagsFrom:region of route ops): no annotation gets the tag region. There are: Affected team, Ticket.",
            "Warning It has no custom field Note (Text of route ops): it is empty in every text. There are: Affected team, Ticket.",
        ],
        await CheckAsync(
            ("Annotations:TagsFrom:ticket", "field:Tickets"),
            ("Annotations:Text", "{{ incident.reference }} {{ incident.custom_fields['f2'] }}"),
            ("Routes:0:Name", "ops"),
            ("Routes:0:TagsFrom:region", "field:Region"),
            ("Routes:0:Text", "{{ incident.reference }} {{ incident.custom_fields['Note'] }}")));

    [Fact]
    public async Task A_timestamp_of_the_settings_that_is_not_there_is_a_warning_and_one_of_the_defaults_is_not() => Assert.Equal(
        ["Warning It has no timestamp Detcted at (Annotations:StartFrom): it is passed over. Did you mean Detected at? There are: Reported at, Resolved at, Detected at."],
        await CheckAsync(("Annotations:StartFrom:0", "Detcted at"), ("Annotations:StartFrom:1", "Impact started at"), ("Annotations:StartFrom:2", "Reported")));

    [Fact]
    public async Task Where_none_is_there_it_is_told_what_comes_of_it()
    {
        _incidentIo.TimestampNames = ["Noticed"];

        Assert.Equal(
            [
                "Warning It has none of the timestamps of Annotations:StartFrom: every annotation starts when its incident was created. There are: Noticed.",
                "Warning It has none of the timestamps of Annotations:EndFrom: every annotation ends with the update that resolved its incident. There are: Noticed.",
            ],
            await CheckAsync());
    }

    [Fact]
    public async Task A_long_list_is_cut()
    {
        _incidentIo.Types = [.. Enumerable.Range(1, 30).Select(number => $"Type {number:D3}")];

        Assert.EndsWith("Type 012 and 18 more.", Assert.Single(await CheckAsync(("Routes:0:Name", "ops"), ("Routes:0:Match:Type", "Security"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_asked_for_is_a_warning()
    {
        _incidentIo.ThenFails(HttpStatusCode.Forbidden);

        Assert.StartsWith("Warning Its timestamps could not be asked for", Assert.Single(await CheckAsync()), StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<string>> CheckAsync(params (string Key, string? Value)[] settings)
    {
        var read = TestSettings.Read(settings);
        var results = await new AccountCheck(new IncidentClient(_incidentIo, new IncidentIoRequests(new FakeTimeProvider()))).RunAsync(
            read.Annotations, read.Routes, TestContext.Current.CancellationToken);
        return [.. results.Select(result => $"{result.Status} {result.Message}")];
    }
}
