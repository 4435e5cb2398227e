using System.Text.Json.Nodes;
using Bridge.Simulator.Http;

namespace Bridge.Simulator.IncidentIo;

/// <summary>What an organization has: types, timestamps, custom fields and their options. Only options come in pages.</summary>
internal static class IncidentAccount
{
    /// <summary>Smaller than the API's, so that whoever reads one page is found out.</summary>
    private const int OptionsPerPage = 2;

    public static Answer Types(IReadOnlyList<string> names) =>
        List("incident_types", names.Select(IncidentDocument.IncidentType));

    public static Answer Timestamps(IReadOnlyList<string> names) => List(
        "incident_timestamps",
        names.Select((name, rank) => new JsonObject { ["id"] = IncidentDocument.IdOf("TIME", rank), ["name"] = name, ["rank"] = rank }));

    public static Answer Fields(IReadOnlyList<SimulatedCustomField> fields) => List("custom_fields", fields.Select((field, index) =>
    {
        var json = IncidentDocument.Dated(new JsonObject
        {
            ["id"] = IdOf(index),
            ["name"] = field.Name,
            ["description"] = $"What to know about {field.Name}.",
            ["field_type"] = field.Kind is SimulatedFieldKind.Option or SimulatedFieldKind.CatalogEntry ? "single_select" : field.Kind.ToString().ToLowerInvariant(),
        });
        if (field.Kind == SimulatedFieldKind.CatalogEntry)
        {
            json["catalog_type_id"] = IncidentDocument.IdOf("CATALOG", index);
        }

        return json;
    }));

    public static Answer Options(RecordedRequest request, IReadOnlyList<SimulatedCustomField> fields)
    {
        var index = Enumerable.Range(0, fields.Count).FirstOrDefault(index => IdOf(index) == request.QueryValue("custom_field_id"), -1);
        if (index < 0)
        {
            return IncidentIoError.Invalid("custom_field_id", "is not the id of a custom field");
        }

        var options = fields[index].Options;
        var after = request.QueryValue("after");
        var first = after.Length == 0 ? 0 : int.Parse(after, System.Globalization.CultureInfo.InvariantCulture);
        var page = options.Skip(first).Take(OptionsPerPage).ToList();
        var pagination = new JsonObject { ["page_size"] = OptionsPerPage };
        if (first + page.Count < options.Count)
        {
            pagination["after"] = (first + page.Count).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return Answer.Json(200, new JsonObject
        {
            ["custom_field_options"] = new JsonArray([.. page.Select((value, offset) => new JsonObject
            {
                ["id"] = IncidentDocument.IdOf("OPTION", first + offset),
                ["custom_field_id"] = IdOf(index),
                ["value"] = value,
                ["sort_key"] = first + offset,
            })]),
            ["pagination_meta"] = pagination,
        });
    }

    private static string IdOf(int field) => IncidentDocument.IdOf("FIELD", field);

    private static Answer List(string name, IEnumerable<JsonObject> items) => Answer.Json(200, new JsonObject { [name] = new JsonArray([.. items]) });
}

/// <summary>A custom field that the organization has.</summary>
/// <param name="Name">As the customer calls it.</param>
/// <param name="Kind">Where its values come from.</param>
public sealed record SimulatedCustomField(string Name, SimulatedFieldKind Kind)
{
    /// <summary>Of a field with options: what it offers.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];
}
