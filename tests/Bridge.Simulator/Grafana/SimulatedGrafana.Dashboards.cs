using System.Text.Json.Nodes;
using Bridge.Simulator.Http;

namespace Bridge.Simulator.Grafana;

/// <summary>The dashboards' JSON and their folders, and who else saves them.</summary>
public sealed partial class SimulatedGrafana
{
    private readonly List<SimulatedFolder> _folders = [];

    /// <summary>Requests that would save a dashboard, whatever became of them, oldest first.</summary>
    public IReadOnlyList<RecordedRequest> Saves =>
        [.. Requests.Where(request => request is { Method: "POST", Path: "/api/dashboards/db" })];

    /// <summary>Puts a folder there, in place of one with the same uid.</summary>
    public SimulatedFolder AddFolder(string uid, string title, bool isClosed = false)
    {
        lock (Gate)
        {
            var folder = new SimulatedFolder(Dialect.DashboardNumber(1000 + _folders.Count), uid, title) { IsClosed = isClosed };
            _folders.RemoveAll(other => other.Uid == uid);
            _folders.Add(folder);
            return folder;
        }
    }

    /// <summary>Saves a dashboard as if it had always been there, with JSON of its own.</summary>
    /// <param name="uid">Its uid.</param>
    /// <param name="model">Its JSON; id, uid and version are Grafana's.</param>
    /// <param name="folderUid">The folder that it lies in; empty for none.</param>
    public SimulatedDashboard AddDashboard(string uid, JsonObject model, string folderUid = "")
    {
        lock (Gate)
        {
            var dashboard = AddDashboard(uid) with { Model = model.ToJsonString(), FolderUid = folderUid };
            AddDashboard(dashboard);
            return dashboard;
        }
    }

    /// <summary>A dashboard as it is now.</summary>
    public SimulatedDashboard Dashboard(string uid)
    {
        lock (Gate)
        {
            return _dashboards.Single(dashboard => dashboard.Uid == uid);
        }
    }

    /// <summary>The JSON of a dashboard as Grafana gives it now.</summary>
    public JsonObject Model(string uid) => DashboardModel.Of(Dashboard(uid));

    /// <summary>Somebody saves a dashboard with a change of theirs.</summary>
    public void Edit(string uid, Action<JsonObject> change)
    {
        lock (Gate)
        {
            var (old, model) = (Dashboard(uid), Model(uid));
            change(model);
            AddDashboard(old with { Model = model.ToJsonString(), Version = old.Version + 1 });
        }
    }

    /// <summary>Just before a request is served, somebody saves a dashboard with a change of theirs.</summary>
    public Fault EditedMeanwhile(string uid, Action<JsonObject> change) => Fault.Of("edited meanwhile", exchange =>
    {
        Edit(uid, change);
        return exchange.SendAsync(exchange.Handle());
    });

    internal IReadOnlyList<SimulatedFolder> FoldersOf(long organization) =>
        [.. _folders.Where(folder => folder.OrganizationId == organization)];

    internal SimulatedFolder? FolderOf(long organization, string uid) => FoldersOf(organization).FirstOrDefault(folder => folder.Uid == uid);

    internal SimulatedDashboard Save(GrafanaUser user, string uid, string folderUid, string model)
    {
        var old = DashboardsOf(user.OrganizationId).Find(dashboard => dashboard.Uid == uid);
        var saved = (old ?? AddDashboard(uid) with { CreatedBy = user.Name, OrganizationId = user.OrganizationId, Version = 0 }) with
        {
            Model = model,
            FolderUid = folderUid,
        };
        saved = saved with { Version = saved.Version + 1 };
        AddDashboard(saved);
        return saved;
    }
}
