using System.CommandLine;
using System.CommandLine.Parsing;
using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.States;
using Bridge.Subjects;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Commands;

/// <summary>What somebody asks for: an incident by its reference, such as <c>INC-123</c>, or by its id; anything else by its kind and id.</summary>
internal sealed record AskedSubject
{
    private const string Forms = "Its reference, such as INC-123, or its id.";

    private AskedSubject(IncidentReference? reference, SubjectId? id) => (Reference, Id) = (reference, id);

    public IncidentReference? Reference { get; }

    /// <summary>Set when there is no reference.</summary>
    public SubjectId? Id { get; }

    public SubjectKind Kind => Id?.Kind ?? SubjectKind.Incident;

    /// <summary>As it is typed on the command line.</summary>
    public string Argument => Reference?.ToString() ?? Id!.Value.ToString();

    public static bool TryParse(string text, out AskedSubject? asked)
    {
        // A number alone is taken by the API for that of a reference, whatever its prefix: people should say which they mean.
        asked = IncidentReference.TryParse(text, out var reference) ? new AskedSubject(reference, null)
            : SubjectId.TryParse(text, out var id) && !text.All(char.IsAsciiDigit) && !Company.TryReadIncident(id, out _) ? new AskedSubject(null, id)
            : null;
        return asked is not null;
    }

    /// <summary>
    /// Its state. That incident.io does not show it is the failure <see cref="FailureReason.NotFound"/> here: who asks for something means
    /// one that is there.
    /// </summary>
    public async Task<(Subject? Subject, UpstreamFailure? Failure)> FetchAsync(SubjectStates states, CancellationToken cancellationToken)
    {
        var (state, failure) = Reference is { } reference
            ? await states.GetAsync(reference, cancellationToken)
            : await states.GetAsync(Id!.Value, notBefore: null, cancellationToken);
        return state?.Subject is { } subject
            ? (subject, null)
            : (null, failure ?? new UpstreamFailure(FailureReason.NotFound, "incident.io does not show it to this key"));
    }

    public static Argument<AskedSubject> ToArgument() => new("incident")
    {
        Description = $"{Forms} What is shown beside incidents goes by its kind and id, as KIND:ID.",
        CustomParser = result => Read(result, ofEveryKind: true),
    };

    /// <summary>The same for a command that is about many incidents without it, and about nothing else.</summary>
    /// <param name="without">What the command is about then.</param>
    public static Argument<AskedSubject?> ToOptionalArgument(string without) => new("incident")
    {
        Description = $"{Forms} {without}",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = result => result.Tokens.Count == 0 ? null : Read(result, ofEveryKind: false),
    };

    public override string ToString() => Reference?.ToString() ?? $"{Id:S}";

    private static AskedSubject? Read(ArgumentResult result, bool ofEveryKind)
    {
        var text = result.Tokens[^1].Value;
        if (!TryParse(text, out var asked))
        {
            result.AddError($"'{AnnotationText.OneLine(text)}' is neither a reference such as INC-123 nor an incident's id.{Kinds(text, ofEveryKind)}");
        }
        else if (!ofEveryKind && asked!.Kind != SubjectKind.Incident)
        {
            result.AddError($"'{AnnotationText.OneLine(text)}' is no incident, and this command is about incidents.");
        }

        return asked;
    }

    private static string Kinds(string text, bool ofEveryKind) => ofEveryKind && text.Contains(':', StringComparison.Ordinal)
        ? $" Before a colon stands a kind: {string.Join(", ", SubjectKinds.All.Where(kind => kind != SubjectKind.Incident).Select(SubjectKinds.NameOf))}."
        : "";
}
