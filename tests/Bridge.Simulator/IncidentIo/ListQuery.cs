using System.Globalization;
using System.Text.Json.Nodes;
using Bridge.Simulator.Http;

namespace Bridge.Simulator.IncidentIo;

/// <summary>
/// What the API's lists have in common: filters of the form <c>field[operator]</c>, and pages that follow each other by <c>after</c>.
/// A parameter that the list was not asked about here is answered 422, so that a misspelt filter is found out.
/// </summary>
/// <param name="request">Its query.</param>
/// <param name="maxPageSize">More is answered 422.</param>
/// <param name="defaultPageSize">Null where <c>page_size</c> is required.</param>
internal sealed class ListQuery(RecordedRequest request, int maxPageSize, int? defaultPageSize)
{
    private readonly HashSet<string> _known = ["page_size", "after"];
    private Answer? _fault;

    /// <summary>Offers <c>after</c> whenever a page is full, so that the last page may be an empty one.</summary>
    public bool OffersNextOfFullPage { get; init; }

    public bool CountsAll { get; init; }

    /// <summary>The value of a parameter; empty when it was not sent.</summary>
    public string Value(string name)
    {
        _known.Add(name);
        return request.QueryValue(name);
    }

    /// <summary>Only <c>true</c> and <c>false</c>.</summary>
    public bool Flag(string name, bool unasked)
    {
        var text = Value(name);
        if (text.Length > 0 && text is not ("true" or "false"))
        {
            Refuse(name, "must be true or false");
        }

        return text.Length == 0 ? unasked : text == "true";
    }

    /// <summary><c>one_of</c> and <c>not_in</c> of a field with one value.</summary>
    /// <param name="field">Without the operator.</param>
    /// <param name="unasked">What <c>one_of</c> is where it was not sent; null for everything.</param>
    /// <param name="allowed">The values that exist; null where they are somebody's ids.</param>
    public Func<string, bool> OneOf(string field, string[]? unasked = null, string[]? allowed = null)
    {
        var any = AnyOf(field, unasked, allowed);
        return value => any([value]);
    }

    /// <summary>The same of a field with any number of values: one of them has to be wanted, and none unwanted.</summary>
    public Func<IReadOnlyCollection<string>, bool> AnyOf(string field, string[]? unasked = null, string[]? allowed = null)
    {
        string[] sent = [.. Values($"{field}[one_of]")];
        string[] unwanted = [.. Values($"{field}[not_in]")];
        if (allowed is not null && sent.Concat(unwanted).Except(allowed).Any())
        {
            Refuse(field, $"must be one of {string.Join(", ", allowed)}");
        }

        var wanted = sent.Length > 0 ? sent : unasked;
        return values => (wanted is null || values.Any(wanted.Contains)) && !values.Any(unwanted.Contains);
    }

    /// <summary><c>gte</c>, <c>lte</c> and <c>date_range</c>, which is <c>FROM~TO</c>. A date stands for its first moment in UTC.</summary>
    /// <param name="field">Without the operator.</param>
    /// <param name="takesInstants">Whether more than a date is taken, which is documented for few lists.</param>
    public Func<DateTimeOffset, bool> Times(string field, bool takesInstants = false)
    {
        var range = Value($"{field}[date_range]").Split('~');
        if (range is not ([""] or [_, _]))
        {
            Refuse($"{field}[date_range]", "must be two dates with ~ between them");
        }

        DateTimeOffset[] from = [.. Read(Value($"{field}[gte]")), .. Read(range[0])];
        DateTimeOffset[] to = [.. Read(Value($"{field}[lte]")), .. Read(range[^1])];
        return time => from.All(bound => time >= bound) && to.All(bound => time <= bound);

        IEnumerable<DateTimeOffset> Read(string text)
        {
            if (text.Length == 0)
            {
                yield break;
            }

            if (DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                || (takesInstants && TryInstant(text, out time)))
            {
                yield return time;
            }
            else
            {
                Refuse(field, takesInstants ? "must be a date or a time" : "must be a date");
            }
        }
    }

    /// <summary>RFC 3339, with a zone.</summary>
    public static bool TryInstant(string text, out DateTimeOffset time)
    {
        time = default;
        return text.Contains('T', StringComparison.Ordinal)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
    }

    /// <summary>Answers the page that was asked for, or what is wrong with the question.</summary>
    /// <param name="member">The list's name in the answer.</param>
    /// <param name="sorted">Everything that meets the filters.</param>
    /// <param name="idOf">What <c>after</c> names.</param>
    /// <param name="document">Writes one.</param>
    public Answer Page<T>(string member, IReadOnlyList<T> sorted, Func<T, string> idOf, Func<T, JsonNode> document)
    {
        var size = PageSize();
        var after = Value("after");
        var first = 0;
        while (after.Length > 0 && first < sorted.Count && idOf(sorted[first]) != after)
        {
            first++;
        }

        if (after.Length > 0 && ++first > sorted.Count)
        {
            Refuse("after", "is not the id of anything in this list");
        }

        foreach (var name in request.QueryNames.Except(_known))
        {
            Refuse(name, "is not a parameter of this list");
        }

        if (_fault is not null)
        {
            return _fault;
        }

        List<T> page = [.. sorted.Skip(first).Take(size)];
        var pagination = new JsonObject { ["page_size"] = size };
        if (page.Count > 0 && (first + page.Count < sorted.Count || (OffersNextOfFullPage && page.Count == size)))
        {
            pagination["after"] = idOf(page[^1]);
        }

        if (CountsAll)
        {
            pagination["total_record_count"] = sorted.Count;
        }

        return Answer.Json(200, new JsonObject { [member] = new JsonArray([.. page.Select(document)]), ["pagination_meta"] = pagination });
    }

    /// <summary>How many were asked for; also needed by lists that say more on small pages.</summary>
    public int PageSize()
    {
        var text = Value("page_size");
        if (text.Length == 0 && defaultPageSize is { } unasked)
        {
            return unasked;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size < 1 || size > maxPageSize)
        {
            Refuse("page_size", $"must be a whole number from 1 to {maxPageSize}");
        }

        return size;
    }

    public void Refuse(string field, string message) => _fault ??= IncidentIoError.Invalid(field, message);

    private IReadOnlyList<string> Values(string name)
    {
        _known.Add(name);
        return request.Query(name);
    }
}
