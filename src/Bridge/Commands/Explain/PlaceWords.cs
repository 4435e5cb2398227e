using Bridge.Annotations;
using Bridge.Commands.Output;
using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.Commands.Explain;

/// <summary>An annotation in words. Pure.</summary>
internal static class PlaceWords
{
    /// <summary>As the ledger has it.</summary>
    /// <param name="entry">One with a number.</param>
    public static string Of(LedgerEntry entry) => Of(entry.AnnotationId!.Value, entry.Key.Part, entry.Status, entry.Start, entry.End);

    /// <summary>As Grafana has it.</summary>
    public static string Of(AnnotationPart part, FoundAnnotation found) =>
        Of(found.Id.Value, part, AnnotationTags.StatusOf(found.Tags), found.Start, found.End);

    private static string Of(long number, AnnotationPart part, AnnotationStatus status, DateTimeOffset start, DateTimeOffset end)
    {
        var id = $"annotation {CommandText.Number(number)}";
        return (part, status) switch
        {
            (AnnotationPart.Start, _) => $"{id} at the start, {CommandText.Of(start)}",
            (AnnotationPart.Resolve, _) => $"{id} at the resolve, {CommandText.Of(end)}",
            (_, AnnotationStatus.Open) => $"{id}, open since {CommandText.Of(start)}",
            _ => $"{id}, from {CommandText.Of(start)} to {CommandText.Of(end)}",
        };
    }
}
