using Bridge.Upstreams;

namespace Bridge.Incidents;

/// <content>What the organization has, by the names that settings use.</content>
internal sealed partial class IncidentClient
{
    private const int OptionsPerPage = 250;

    /// <summary>More options than anybody reads. A list that does not end must not keep its caller for ever.</summary>
    private const int MaxPagesOfOptions = 40;

    public Task<(IReadOnlyList<string>? Names, UpstreamFailure? Failure)> GetTypeNamesAsync(CancellationToken cancellationToken) =>
        ListAsync(api.GetIncidentTypesAsync, "incident_types", one => one.Text("name"), cancellationToken);

    public Task<(IReadOnlyList<string>? Names, UpstreamFailure? Failure)> GetTimestampNamesAsync(CancellationToken cancellationToken) =>
        ListAsync(api.GetTimestampsAsync, "incident_timestamps", one => one.Text("name"), cancellationToken);

    public Task<(IReadOnlyList<AccountField>? Fields, UpstreamFailure? Failure)> GetCustomFieldsAsync(CancellationToken cancellationToken) =>
        ListAsync(api.GetCustomFieldsAsync, "custom_fields", ReadField, cancellationToken);

    /// <summary>Every option of a custom field, by its value.</summary>
    public async Task<(IReadOnlyList<string>? Values, UpstreamFailure? Failure)> GetOptionsAsync(AccountField field, CancellationToken cancellationToken)
    {
        var values = new List<string>();
        string? after = null;
        for (var page = 0; page < MaxPagesOfOptions; page++)
        {
            var (document, failure) = await requests.AskAsync(token => api.GetOptionsAsync(field.Id, OptionsPerPage, after, token), cancellationToken);
            using var _ = document;
            var answer = Root(document, []);
            if (answer.List("custom_field_options") is null)
            {
                return (null, failure ?? Invalid("no custom_field_options in the answer"));
            }

            values.AddRange(answer.Objects("custom_field_options").Select(option => option.Text("value")).OfType<string>());
            after = answer.Object("pagination_meta").Text("after");
            if (after is null or "")
            {
                return (values, null);
            }
        }

        return (null, Invalid("its list of options does not end"));
    }

    private static AccountField? ReadField(LenientJson json) => json.Text("id") is { } id && json.Text("name") is { } name
        ? new AccountField(id, name.Trim(), json.Text("field_type") is "single_select" or "multi_select" && json.Text("catalog_type_id") is null or "")
        : null;

    private async Task<(IReadOnlyList<TItem>? Items, UpstreamFailure? Failure)> ListAsync<TItem>(
        Func<CancellationToken, Task<HttpResponseMessage>> ask, string list, Func<LenientJson, TItem?> read, CancellationToken cancellationToken)
        where TItem : class
    {
        var (document, failure) = await requests.AskAsync(ask, cancellationToken);
        using var _ = document;
        var answer = Root(document, []);
        return answer.List(list) is null
            ? (null, failure ?? Invalid($"no {list} in the answer"))
            : ([.. answer.Objects(list).Select(read).OfType<TItem>()], null);
    }
}

/// <summary>A custom field that the organization has.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name, unique in the organization.</param>
/// <param name="HasOptions">Whether its values are options of its own. If not, it takes text, numbers, links or entries of a catalog.</param>
internal sealed record AccountField(string Id, string Name, bool HasOptions)
{
    /// <inheritdoc cref="CustomField.IsCalled"/>
    public bool IsCalled(string nameOrId) => Name.Equals(nameOrId, StringComparison.OrdinalIgnoreCase) || Id == nameOrId;
}
