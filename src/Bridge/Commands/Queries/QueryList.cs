using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Annotations;
using Bridge.Upstreams;

namespace Bridge.Commands.Queries;

/// <summary>
/// The annotation queries of a dashboard, and what has to change about them. Pure. A query is the command's if its name begins with
/// <see cref="AnnotationQuery.Prefix"/> and the tags that it asks for have <see cref="AnnotationTags.Common"/>, and so for the other kinds; all others are somebody else's
/// and stay as they are, in their order.
/// </summary>
internal static class QueryList
{
    private static readonly string[] GrafanasOwn = ["-- Grafana --", "grafana"];

    /// <param name="list">The entries that the dashboard has.</param>
    /// <param name="wanted">The queries that it should have, in order.</param>
    /// <returns>The changes, and all entries as JSON texts.</returns>
    public static (IReadOnlyList<QueryChange> Changes, IReadOnlyList<string> Entries) Bring(
        IReadOnlyList<JsonElement> list, IReadOnlyList<AnnotationQuery> wanted)
    {
        var changes = new List<QueryChange>();
        var entries = new List<(string? Name, string Json)>();
        foreach (var entry in list)
        {
            if (!IsOurs(entry))
            {
                entries.Add((null, entry.GetRawText()));
                continue;
            }

            var name = NameOf(entry)!;
            if (wanted.FirstOrDefault(query => query.Name == name) is not { } query || entries.Exists(earlier => earlier.Name == name))
            {
                changes.Add(new QueryChange(QueryChangeKind.Remove, name));
            }
            else if (IsRight(entry, query))
            {
                entries.Add((name, entry.GetRawText()));
            }
            else
            {
                changes.Add(new QueryChange(QueryChangeKind.Change, name));
                entries.Add((name, Corrected(entry, query)));
            }
        }

        var taken = list.Where(entry => !IsOurs(entry)).Select(NameOf).ToHashSet();
        foreach (var query in wanted.Where(query => !entries.Exists(entry => entry.Name == query.Name)))
        {
            if (taken.Contains(query.Name))
            {
                changes.Add(new QueryChange(QueryChangeKind.NameIsTaken, query.Name));
                continue;
            }

            changes.Add(new QueryChange(QueryChangeKind.Add, query.Name));
            entries.Insert(PlaceOf(query, wanted, entries), (query.Name, QueryJson.Of(query).ToJsonString()));
        }

        return ([.. changes.OrderBy(change => Order(change, wanted))], [.. entries.Select(entry => entry.Json)]);
    }

    private static bool IsOurs(JsonElement entry) =>
        (HasPrefix(entry, AnnotationQuery.Prefix) && TagsOf(entry).Contains(AnnotationTags.Common))
        || (HasPrefix(entry, AnnotationQuery.PrefixBesideIncidents) && TagsOf(entry).Exists(tag => tag != AnnotationTags.Common && AnnotationTags.CommonOfAll.Contains(tag)));

    private static bool HasPrefix(JsonElement entry, string prefix) => NameOf(entry)?.StartsWith(prefix, StringComparison.Ordinal) == true;

    private static string? NameOf(JsonElement entry) => TextOf(entry.Member("name"));

    /// <summary>
    /// Whether it asks for what it should. Its colour, its switch, its panels and its limit are the dashboard's own affair, once it is there; and
    /// Grafana adds members that mean nothing here.
    /// </summary>
    private static bool IsRight(JsonElement entry, AnnotationQuery query) =>
        IsGrafanasOwn(entry.Member("datasource"))
        && entry.Member("target") is var target
        && TextOf(target.Member("type")) == "tags"
        && target.Member("matchAny").ValueKind != JsonValueKind.True
        && TagsOf(entry).SequenceEqual(query.Tags);

    /// <summary>Grafana has spelt it in several ways, and some of its pages turn one into another.</summary>
    private static bool IsGrafanasOwn(JsonElement datasource) =>
        GrafanasOwn.Contains(TextOf(datasource) ?? TextOf(datasource.Member("uid")));

    /// <summary>Only what it asks for is changed.</summary>
    private static string Corrected(JsonElement entry, AnnotationQuery query)
    {
        var corrected = JsonNode.Parse(entry.GetRawText())!.AsObject();
        var target = corrected["target"]!.AsObject();
        (target["type"], target["tags"], target["matchAny"]) = ("tags", QueryJson.Tags(query), false);
        if (!IsGrafanasOwn(entry.Member("datasource")))
        {
            corrected["datasource"] = QueryJson.DataSource();
        }

        return corrected.ToJsonString();
    }

    /// <summary>After the wanted one before it, else before the one after it, else at the end.</summary>
    private static int PlaceOf(AnnotationQuery query, IReadOnlyList<AnnotationQuery> wanted, List<(string? Name, string Json)> entries)
    {
        var names = wanted.Select(one => one.Name).ToList();
        var index = names.IndexOf(query.Name);
        var before = entries.FindLastIndex(entry => entry.Name is { } name && names.IndexOf(name) < index);
        var after = entries.FindIndex(entry => entry.Name is not null);
        return before >= 0 ? before + 1 : after >= 0 ? after : entries.Count;
    }

    /// <summary>In the order of the queries; what is removed comes last.</summary>
    private static int Order(QueryChange change, IReadOnlyList<AnnotationQuery> wanted)
    {
        var index = wanted.TakeWhile(query => query.Name != change.Name).Count();
        return change.Kind == QueryChangeKind.Remove ? wanted.Count : index;
    }

    private static List<string> TagsOf(JsonElement entry) => entry.Member("target").Member("tags") is { ValueKind: JsonValueKind.Array } tags
        ? [.. tags.EnumerateArray().Select(TextOf).OfType<string>()]
        : [];

    /// <summary>A string of JSON may hold half a character, which .NET does not read.</summary>
    private static string? TextOf(JsonElement text)
    {
        try
        {
            return text.ValueKind == JsonValueKind.String ? text.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
