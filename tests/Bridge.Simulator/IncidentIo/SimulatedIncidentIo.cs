using System.Globalization;
using System.Text.Json.Nodes;
using Bridge.Simulator.Http;
using Bridge.Simulator.IncidentIo.OnCall;

namespace Bridge.Simulator.IncidentIo;

/// <summary>
/// The read side of the incident.io API, with state: <c>GET /v2/incidents/{id}</c>, <c>GET /v2/incidents</c>,
/// <c>GET /v1/severities</c>, <c>GET /v1/identity</c>, what the organization's types, timestamps and custom fields are called, and what
/// <see cref="OnCallApi"/> has. It sends no webhooks; that is the sender's part, so that a test decides what arrives and when.
/// </summary>
public sealed partial class SimulatedIncidentIo : StandIn
{
    private readonly Dictionary<string, SimulatedIncident> _incidents = [];
    private readonly RateLimit _rateLimit;

    private SimulatedIncidentIo(TimeProvider time)
        : base(time) => _rateLimit = new RateLimit(time);

    /// <summary>The only key that is taken. A new value is a rotated key.</summary>
    public string ApiKey { get; set; } = "simulated-incident-io-key";

    /// <summary>Whether the key has the role that lets it see private incidents. Without it they answer 404 and are in no list.</summary>
    public bool HasGlobalAccess { get; set; } = true;

    /// <summary>The organization's severities. An incident may have another one, as after a severity was renamed.</summary>
    public IReadOnlyList<SimulatedSeverity> Severities { get; set; } = [new("Minor", 1), new("Major", 2), new("Critical", 3)];

    /// <summary>The organization's incident types.</summary>
    public IReadOnlyList<string> Types { get; set; } = ["Production Outage", "Security"];

    /// <summary>The organization's incident timestamps.</summary>
    public IReadOnlyList<string> TimestampNames { get; set; } = IncidentDocument.DefaultTimestamps;

    /// <summary>The organization's custom fields. An incident may have others, as after one was deleted.</summary>
    public IReadOnlyList<SimulatedCustomField> CustomFields { get; set; } = [];

    public IReadOnlyList<SimulatedIncident> Incidents
    {
        get
        {
            lock (Gate)
            {
                return [.. _incidents.Values.OrderBy(incident => incident.Number)];
            }
        }
    }

    /// <summary>Starts to listen.</summary>
    /// <param name="time">Null for the system's.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<SimulatedIncidentIo> StartNewAsync(TimeProvider? time, CancellationToken cancellationToken)
    {
        var api = new SimulatedIncidentIo(time ?? TimeProvider.System);
        await api.StartAsync(cancellationToken);
        return api;
    }

    /// <summary>Makes this the incident's latest state.</summary>
    public void Put(SimulatedIncident incident) => Put(_incidents, incident.Id, incident);

    /// <summary>As if it had been deleted, whatever has this id: it answers 404 from now on.</summary>
    public void Remove(string id)
    {
        lock (Gate)
        {
            _incidents.Remove(id);
            _onCall.Remove(id);
        }
    }

    /// <summary>How often an incident, an alert or whatever has this id was asked for by it, whatever came of it.</summary>
    public int FetchesOf(string id) => Requests.Count(request => request.Path.EndsWith($"/{id}", StringComparison.Ordinal));

    private protected override Answer Handle(RecordedRequest request)
    {
        if (request.Authorization.Length == 0)
        {
            return IncidentIoError.MissingKey();
        }

        if (request.Authorization != $"Bearer {ApiKey}")
        {
            return IncidentIoError.WrongKey();
        }

        return _rateLimit.Describe(
            _rateLimit.TryTake() ? Serve(request) : IncidentIoError.RateLimited(seconds: 1, Time.GetUtcNow()));
    }

    private Answer Serve(RecordedRequest request)
    {
        const string One = "/v2/incidents/";
        return (request.Method, request.Path) switch
        {
            (not "GET", _) => IncidentIoError.MethodNotAllowed(),
            (_, "/v1/identity") => Identity(),
            (_, "/v1/severities") => Answer.Json(
                200, new JsonObject { ["severities"] = new JsonArray([.. Severities.Select(IncidentDocument.Severity)]) }),
            (_, "/v1/incident_types") => IncidentAccount.Types(Types),
            (_, "/v2/incident_timestamps") => IncidentAccount.Timestamps(TimestampNames),
            (_, "/v2/custom_fields") => IncidentAccount.Fields(CustomFields),
            (_, "/v1/custom_field_options") => IncidentAccount.Options(request, CustomFields),
            (_, "/v2/incidents") => IncidentList.Page(request, Visible()),
            (_, var path) when path.StartsWith(One, StringComparison.Ordinal) => Incident(path[One.Length..]),
            _ => OnCall(request) ?? IncidentIoError.NotFound("Page"),
        };
    }

    private IEnumerable<SimulatedIncident> Visible() => _incidents.Values.Where(incident => HasGlobalAccess || !incident.IsPrivate);

    /// <summary>By the whole id, or by the number in the reference; not by the reference itself.</summary>
    private Answer Incident(string id)
    {
        var found = Visible().FirstOrDefault(incident =>
            incident.Id == id || incident.Number.ToString(CultureInfo.InvariantCulture) == id);
        return found is null
            ? IncidentIoError.NotFound("Incident")
            : Answer.Json(200, new JsonObject { ["incident"] = IncidentDocument.Of(found) });
    }

    private Answer Identity() => Answer.Json(200, new JsonObject
    {
        ["identity"] = new JsonObject
        {
            ["name"] = "incident bridge",
            ["roles"] = HasGlobalAccess ? new JsonArray("viewer", "global_access") : new JsonArray("viewer"),
            ["dashboard_url"] = "https://app.incident.io/example",
            ["team_roles"] = new JsonArray(),
            ["teams"] = new JsonArray(),
        },
    });
}
