using System.CommandLine;
using System.CommandLine.Parsing;
using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.States;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Commands;

/// <summary>An incident as somebody asks for it: by its reference, such as <c>INC-123</c>, or by its id.</summary>
internal sealed record AskedIncident
{
    private const string Forms = "Its reference, such as INC-123, or its id.";

    private AskedIncident(IncidentReference? reference, SubjectId? id) => (Reference, Id) = (reference, id);

    public IncidentReference? Reference { get; }

    /// <summary>Set when there is no reference.</summary>
    public SubjectId? Id { get; }

    public static bool TryParse(string text, out AskedIncident? asked)
    {
        // A number alone is taken by the API for that of a reference, whatever its prefix: people should say which they mean.
        asked = IncidentReference.TryParse(text, out var reference) ? new AskedIncident(reference, null)
            : SubjectId.TryCreate(SubjectKind.Incident, text, out var id) && !text.All(char.IsAsciiDigit) ? new AskedIncident(null, id)
            : null;
        return asked is not null;
    }

    /// <summary>
    /// Its state. That incident.io does not show it is the failure <see cref="FailureReason.NotFound"/> here: who asks for an incident means
    /// one that is there.
    /// </summary>
    public async Task<(Incident? Incident, UpstreamFailure? Failure)> FetchAsync(SubjectStates states, CancellationToken cancellationToken)
    {
        var (state, failure) = Reference is { } reference
            ? await states.GetAsync(reference, cancellationToken)
            : await states.GetAsync(Id!.Value, notBefore: null, cancellationToken);
        return state?.Incident is { } incident
            ? (incident, null)
            : (null, failure ?? new UpstreamFailure(FailureReason.NotFound, "incident.io does not show it to this key"));
    }

    /// <summary>As it is typed on the command line.</summary>
    public string Argument => Reference?.ToString() ?? Id!.Value.Value;

    public static Argument<AskedIncident> ToArgument() => new("incident") { Description = Forms, CustomParser = Read };

    /// <summary>The same for a command that is about many incidents without it.</summary>
    /// <param name="without">What the command is about then.</param>
    public static Argument<AskedIncident?> ToOptionalArgument(string without) => new("incident")
    {
        Description = $"{Forms} {without}",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = result => result.Tokens.Count == 0 ? null : Read(result),
    };

    public override string ToString() => Reference?.ToString() ?? $"Incident {Id}";

    private static AskedIncident? Read(ArgumentResult result)
    {
        var text = result.Tokens[^1].Value;
        if (!TryParse(text, out var asked))
        {
            result.AddError($"'{AnnotationText.OneLine(text)}' is neither a reference such as INC-123 nor an incident's id.");
        }

        return asked;
    }
}
