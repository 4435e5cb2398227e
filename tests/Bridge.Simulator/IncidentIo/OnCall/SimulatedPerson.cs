using System.Text.Json.Nodes;

namespace Bridge.Simulator.IncidentIo.OnCall;

/// <summary>Somebody who is paged. All of it is personal data.</summary>
/// <param name="Id">26 characters.</param>
/// <param name="Name">First and last.</param>
/// <param name="Email">Their address.</param>
/// <param name="SlackUserId">Who they are in Slack.</param>
public sealed record SimulatedPerson(string Id, string Name, string Email, string SlackUserId)
{
    public static SimulatedPerson Ada { get; } =
        new(IncidentDocument.IdOf("PERSON", 1), "Ada Example", "ada@example.com", "U02AYNF2XJM");

    public static SimulatedPerson Grace { get; } =
        new(IncidentDocument.IdOf("PERSON", 2), "Grace Sample", "grace@example.com", "U02AYNF2XJN");
}

/// <summary>A person in the shape of <c>UserV2</c>.</summary>
internal static class PersonDocument
{
    public static JsonObject Of(SimulatedPerson person) => new()
    {
        ["id"] = person.Id,
        ["name"] = person.Name,
        ["email"] = person.Email,
        ["role"] = "responder",
        ["slack_user_id"] = person.SlackUserId,
    };

    public static JsonArray Of(IEnumerable<SimulatedPerson> people) => new([.. people.Select(Of)]);
}
