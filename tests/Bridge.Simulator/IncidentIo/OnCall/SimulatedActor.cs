using System.Text.Json.Nodes;

namespace Bridge.Simulator.IncidentIo.OnCall;

/// <summary>Who or what made an escalation, or changed its status. Null stands for the empty object of a call route.</summary>
public sealed record SimulatedActor
{
    private SimulatedActor()
    {
    }

    /// <summary><c>user</c>, <c>alert</c>, <c>workflow</c> or <c>api_key</c>: the only member that the object has.</summary>
    public required string Kind { get; init; }

    public required string Id { get; init; }

    /// <summary>An alert's title, or what a workflow or a key is called.</summary>
    public required string Name { get; init; }

    /// <summary>Of the kind <c>user</c> only.</summary>
    public SimulatedPerson? Person { get; init; }

    public static SimulatedActor Of(SimulatedPerson person) =>
        new() { Kind = "user", Id = person.Id, Name = person.Name, Person = person };

    public static SimulatedActor Of(SimulatedAlert alert) => new() { Kind = "alert", Id = alert.Id, Name = alert.Title };

    public static SimulatedActor Workflow(string name) =>
        new() { Kind = "workflow", Id = IncidentDocument.IdOf("FLOW", 1), Name = name };

    /// <summary>Changes statuses only; it creates nothing.</summary>
    public static SimulatedActor ApiKey(string name) =>
        new() { Kind = "api_key", Id = IncidentDocument.IdOf("KEY", 1), Name = name };

    internal static JsonObject Document(SimulatedActor? actor) => actor is null
        ? []
        : new JsonObject
        {
            [actor.Kind] = actor.Person is { } person
                ? PersonDocument.Of(person)
                : new JsonObject { ["id"] = actor.Id, [actor.Kind == "alert" ? "title" : "name"] = actor.Name },
        };
}
