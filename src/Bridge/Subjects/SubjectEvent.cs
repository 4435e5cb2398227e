using Bridge.Vocabulary;

namespace Bridge.Subjects;

/// <summary>A webhook's event type that announces a change of a subject.</summary>
/// <param name="Type">As incident.io spells it.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="IdPath">Where its payload has the subject's id: the names of the members, from the payload on.</param>
/// <param name="Visibility">What the type says of who may see the subject. Private is remembered for good.</param>
internal sealed record SubjectEvent(string Type, SubjectKind Kind, string[] IdPath, Visibility Visibility);
