using Bridge.Incidents;
using Bridge.Subjects;
using Bridge.UnitTests.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Incidents;

public sealed class IncidentReferenceTests
{
    [Theory]
    [InlineData("INC-123", "INC-123", "123")]
    [InlineData("inc-123", "INC-123", "123")]
    [InlineData("Ops-007", "OPS-7", "7")]
    public void Letters_and_a_number_are_read_in_any_case(string text, string expected, string number)
    {
        Assert.True(IncidentReference.TryParse(text, out var reference));
        Assert.Equal((expected, number), (reference.ToString(), reference.Number));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("INC")]
    [InlineData("INC-")]
    [InlineData("-123")]
    [InlineData("INC-0")]
    [InlineData("INC-1-2")]
    [InlineData("INC-12a")]
    [InlineData("INC-1234567890")]
    [InlineData("IN/C-1")]
    [InlineData("01HZX3V9QF8N6M2K7T5R4W1YPD")]
    public void Anything_else_is_not(string? text)
    {
        Assert.False(IncidentReference.TryParse(text, out _));
    }

    [Theory]
    [InlineData("INC-7", null)]
    [InlineData("OPS-7", FailureReason.NotFound)]
    [InlineData("INC-8", FailureReason.NotFound)]
    public async Task An_answer_with_another_reference_is_another_incident(string asked, object? expected)
    {
        const string body = """{"incident":{"id":"01ABC","reference":"INC-7","incident_status":{"category":"live"},"created_at":"2026-03-01T10:00:01Z"}}""";
        var client = new IncidentClient(
            new StubIncidentIoApi(_ => Task.FromResult(Answers.Json(body))), new IncidentIoRequests(TimeProvider.System));
        Assert.True(IncidentReference.TryParse(asked, out var reference));

        var result = await client.GetAsync(reference, TestContext.Current.CancellationToken);

        Assert.Equal(expected, (result as SubjectResult.Failed)?.Failure.Reason);
    }
}
