using System.Text;

namespace Bridge.UnitTests.Webhooks;

public sealed class WebhookEnvelopeTests
{
    private const string Type = "private_incident.incident_updated_v2";
    private const string Known = $$$"""{"event_type":"{{{Type}}}","{{{Type}}}":{"id":"INC1"}}""";

    [Theory]
    [InlineData(Known)]
    [InlineData($" \r\n\t{Known} \r\n\t")]
    [InlineData($$$"""{"{{{Type}}}":{"id":"INC1"},"event_type":"{{{Type}}}"}""")]
    [InlineData($$$"""{"new":{"deep":[{}]},"event_type":"{{{Type}}}","more":[1,[2]],"{{{Type}}}":{"id":"INC1"},"z":null}""")]
    [InlineData($$$"""{"event_type":"{{{Type}}}","{{{Type}}}":{"a":{"id":"no"},"id":"INC1","b":[{"id":"no"}]}}""")]
    [InlineData($$$"""{"event\u005ftype":"{{{Type}}}","private_incident\u002eincident_updated_v2":{"\u0069d":"INC\u0031"}}""")]
    [InlineData($$$"""{"event_type":"private\u005fincident.incident_updated_v2","{{{Type}}}":{"id":"INC1"}}""")]
    public void The_incident_is_found_whatever_stands_around_it(string json)
    {
        Assert.Equal("INC1", Read(json));
    }

    [Theory]
    [InlineData($$$"""{"event_type":"ping","event_type":"{{{Type}}}","{{{Type}}}":{"id":"INC1"}}""")]
    [InlineData($$$"""{"event_type":"{{{Type}}}","{{{Type}}}":{"id":"INC0"},"{{{Type}}}":{"id":"INC1"}}""")]
    [InlineData($$$"""{"event_type":"{{{Type}}}","{{{Type}}}":{"id":"INC0","id":"INC1"}}""")]
    public void Of_members_with_one_name_the_last_counts(string json)
    {
        Assert.Equal("INC1", Read(json));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\n")]
    [InlineData("\0")]
    [InlineData("hello")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("1")]
    [InlineData("\"text\"")]
    [InlineData("[]")]
    [InlineData($"[{Known}]")]
    [InlineData("{}")]
    [InlineData("{")]
    [InlineData($$$"""{"event_type":"{{{Type}}}" """)]
    [InlineData($$$"""{"event_type":"{{{Type}}}","{{{Type}}}":{"id":"INC1"}""")]
    [InlineData($$$"""{"event_type":"{{{Type}}}","{{{Type}}}":{"id":"INC1""")]
    [InlineData($$$"""{"event_type":"{{{Type}}}","{{{Type}}}":{"id":"INC1",}}""")]
    [InlineData($$$"""{"event_type":"{{{Type}}}","{{{Type}}}":{"id":"INC1"},}""")]
    [InlineData($"{Known}{Known}")]
    [InlineData($"{Known}x")]
    [InlineData($"{Known}\0")]
    [InlineData($"{Known}]")]
    [InlineData($"/* comment */{Known}")]
    [InlineData($"{Known}//")]
    [InlineData("{'event_type':'ping'}")]
    public void What_is_not_one_whole_json_object_is_refused(string json)
    {
        Assert.False(TryRead(Encoding.UTF8.GetBytes(json)));
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("1")]
    [InlineData("true")]
    [InlineData("[]")]
    [InlineData($"[\"{Type}\"]")]
    [InlineData("{}")]
    [InlineData($$$"""{"event_type":"{{{Type}}}"}""")]
    [InlineData(Known)]
    [InlineData("""{"event_type":"ping"}""")]
    public void An_event_type_that_is_not_a_text_is_refused(string eventType)
    {
        Assert.False(TryRead(Encoding.UTF8.GetBytes($$$"""{"{{{Type}}}":{"id":"INC1"},"event_type":{{{eventType}}}}""")));
        Assert.False(TryRead(Encoding.UTF8.GetBytes($$$"""{"event_type":{{{eventType}}},"{{{Type}}}":{"id":"INC1"}}""")));
    }

    [Theory]
    [InlineData($$$"""{"{{{Type}}}":{"id":"INC1"}}""")]
    [InlineData($$$"""{"event_type":"{{{Type}}}"}""")]
    [InlineData($$$"""{"event_type":"{{{Type}}}","data":{"id":"INC1"}}""")]
    [InlineData($$$"""{"event_type":"{{{Type}}}","private_incident.incident_created_v2":{"id":"INC1"}}""")]
    [InlineData($$$"""{"event_type":"{{{Type}}}","private_incident":{"incident_updated_v2":{"id":"INC1"} } }""")]
    public void Event_type_and_payload_belong_together(string json)
    {
        Assert.False(TryRead(Encoding.UTF8.GetBytes(json)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../../v1/identity?x=")]
    [InlineData("INC1/../INC2")]
    [InlineData("INC1?x=1")]
    [InlineData("INC1#x")]
    [InlineData("INC%31")]
    [InlineData("INC 1")]
    [InlineData("INC1\\n")]
    [InlineData("INC1:x")]
    [InlineData("INC1,x")]
    [InlineData("İNC1")]
    [InlineData("\\ud83d\\udea8")]
    [InlineData("\\ud83d")]
    [InlineData("\\u0000")]
    public void An_id_that_could_lead_a_request_elsewhere_is_refused(string id)
    {
        Assert.False(TryRead(Encoding.UTF8.GetBytes($$$"""{"event_type":"{{{Type}}}","{{{Type}}}":{"id":"{{{id}}}"}}""")));
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void An_id_has_at_most_a_hundred_characters(int length, bool taken)
    {
        var id = new string('A', length);

        Assert.Equal(taken, TryRead(Encoding.UTF8.GetBytes($$$"""{"event_type":"{{{Type}}}","{{{Type}}}":{"id":"{{{id}}}"}}""")));
    }

    [Theory]
    [InlineData(31, true)]
    [InlineData(32, false)]
    [InlineData(100_000, false)]
    public void Json_deeper_than_thirty_two_levels_is_refused(int levels, bool taken)
    {
        var deep = new string('[', levels) + new string(']', levels);

        var json = $$$"""{"event_type":"{{{Type}}}","{{{Type}}}":{"id":"INC1"},"more":{{{deep}}}}""";

        Assert.Equal(taken, TryRead(Encoding.UTF8.GetBytes(json)));
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused_where_they_are_read()
    {
        Assert.False(TryRead([0xFF, 0xFE, 0x00]));
        Assert.False(TryRead([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Known)]));
        Assert.False(TryRead([.. "{\"event_type\":\""u8, 0xFF, .. "\"}"u8]));
        Assert.False(TryRead(
            [.. Encoding.UTF8.GetBytes($$$"""{"event_type":"{{{Type}}}","{{{Type}}}":{"id":"INC1"""), 0xC3, 0x28, .. "\"}}"u8]));
    }

    private static string? Read(string json)
    {
        Assert.True(InPieces.TryRead(Encoding.UTF8.GetBytes(json), out var envelope));
        return envelope.Subject?.Value;
    }

    private static bool TryRead(byte[] json) => InPieces.TryRead(json, out _);
}
