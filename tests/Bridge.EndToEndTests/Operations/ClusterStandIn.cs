using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bridge.EndToEndTests.Operations;

/// <summary>
/// As much of a Kubernetes API server as Helm and kubectl need to keep objects in it: it stores what it is given, by its path, and gives
/// it back. It knows no schemas. Of pods it runs what the bridge's own container would run, as a process (<see cref="PodRun"/>).
/// </summary>
internal sealed class ClusterStandIn : IAsyncDisposable
{
    private static readonly Dictionary<string, string[]> Kinds = new()
    {
        ["v1"] = ["Namespace", "PersistentVolumeClaim", "Secret", "Service", "ServiceAccount", "Pod"],
        ["apps/v1"] = ["Deployment", "StatefulSet"],
        ["autoscaling/v2"] = ["HorizontalPodAutoscaler"],
        ["policy/v1"] = ["PodDisruptionBudget"],
        ["networking.k8s.io/v1"] = ["Ingress"],
    };

    private readonly ConcurrentDictionary<string, byte[]> _objects = new();
    private readonly ConcurrentDictionary<string, string> _logs = new();
    private readonly WebApplication _app;

    private ClusterStandIn()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(ServeAsync);
    }

    /// <summary>For <c>--kubeconfig</c>.</summary>
    public string Configuration =>
        $$$"""
        apiVersion: v1
        kind: Config
        clusters: [{name: stand-in, cluster: {server: "{{{_app.Urls.First()}}}"}}]
        users: [{name: nobody, user: {token: none}}]
        contexts: [{name: stand-in, context: {cluster: stand-in, user: nobody}}]
        current-context: stand-in
        """;

    /// <summary>What is stored, without what Helm keeps for itself: the end of each path, such as <c>secrets/incident-bridge</c>.</summary>
    public IReadOnlyList<string> Objects =>
        [.. _objects.Keys.Where(path => !path.Contains("/sh.helm.", StringComparison.Ordinal)).Select(path => string.Join('/', path.Split('/')[^2..])).Order(StringComparer.Ordinal)];

    public static async Task<ClusterStandIn> StartAsync()
    {
        var cluster = new ClusterStandIn();
        await cluster._app.StartAsync(TestContext.Current.CancellationToken);
        return cluster;
    }

    /// <summary>One object, as Helm sent it.</summary>
    public JsonNode Read(string end) => JsonNode.Parse(_objects.Single(stored => stored.Key.EndsWith("/" + end, StringComparison.Ordinal)).Value)!;

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        using var content = new MemoryStream();
        await context.Request.Body.CopyToAsync(content, context.RequestAborted);
        var (path, body) = (context.Request.Path.Value!, content.ToArray());
        await (Discovery(path) is { } document ? SendAsync(context, 200, document) : context.Request.Method switch
        {
            "POST" => StoreAsync(context, $"{path}/{NameOf(body)}", body),
            "PATCH" when path.Contains("/pods/", StringComparison.Ordinal) => RunAsync(context, path, body),
            "PATCH" when context.Request.ContentType?.Contains("merge-patch", StringComparison.Ordinal) == true && _objects.TryGetValue(path, out var existing) =>
                StoreAsync(context, path, Merged(existing, body)),
            "PUT" or "PATCH" => StoreAsync(context, path, body),
            "GET" when path.EndsWith("/pods", StringComparison.Ordinal) => ListPodsAsync(context, path),
            "DELETE" => DeleteAsync(context, path),
            _ => ReadAsync(context, path),
        });
    }

    private Task StoreAsync(HttpContext context, string path, byte[] body)
    {
        _objects[path] = body;
        return SendAsync(context, 201, body);
    }

    /// <summary>The object with what a merge patch says; lists are replaced.</summary>
    private static byte[] Merged(byte[] existing, byte[] patch)
    {
        var merged = JsonNode.Parse(existing)!.AsObject();
        Merge(merged, JsonNode.Parse(patch)!.AsObject());
        return System.Text.Encoding.UTF8.GetBytes(merged.ToJsonString());

        static void Merge(JsonObject target, JsonObject patch)
        {
            foreach (var (key, value) in patch)
            {
                if (value is JsonObject inner && target[key] is JsonObject within)
                {
                    Merge(within, inner);
                }
                else if (value is null)
                {
                    target.Remove(key);
                }
                else
                {
                    target[key] = value.DeepClone();
                }
            }
        }
    }

    /// <summary>Runs the pod to its end, and stores it with how it ended.</summary>
    private async Task RunAsync(HttpContext context, string path, byte[] body)
    {
        var pod = JsonNode.Parse(body)!;
        var secrets = _objects.First(stored => stored.Key.EndsWith("/secrets/incident-bridge", StringComparison.Ordinal)).Value;
        var (exitCode, log) = await PodRun.RunAsync(pod, Protobuf.SecretData(secrets));
        pod["status"] = new JsonObject { ["phase"] = exitCode == 0 ? "Succeeded" : "Failed" };
        pod["metadata"]!["uid"] = "1";
        _logs[path + "/log"] = log;
        await StoreAsync(context, path, System.Text.Encoding.UTF8.GetBytes(pod.ToJsonString()));
    }

    /// <summary>The pods, and after that nothing new for as long as somebody watches. What watches from the first on has to list instead.</summary>
    private async Task ListPodsAsync(HttpContext context, string path)
    {
        if (context.Request.Query["watch"] != "true")
        {
            var pods = _objects.Where(stored => stored.Key.StartsWith(path + "/", StringComparison.Ordinal)).Select(stored => JsonNode.Parse(stored.Value));
            await SendAsync(context, 200, new JsonObject
            {
                ["kind"] = "PodList",
                ["apiVersion"] = "v1",
                ["metadata"] = new JsonObject { ["resourceVersion"] = "1" },
                ["items"] = new JsonArray([.. pods]),
            });
        }
        else if (context.Request.Query.ContainsKey("sendInitialEvents"))
        {
            await SendAsync(context, 404, Status("NotFound", 404));
        }
        else
        {
            context.Response.ContentType = "application/json";
            await context.Response.StartAsync(context.RequestAborted);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        }
    }

    private Task DeleteAsync(HttpContext context, string path)
    {
        foreach (var inside in _objects.Keys.Where(key => path.Contains("/namespaces/", StringComparison.Ordinal) && key.StartsWith(path + "/", StringComparison.Ordinal)))
        {
            _objects.TryRemove(inside, out _);
        }

        return _objects.TryRemove(path, out _) ? SendAsync(context, 200, Status("Success", 200)) : SendAsync(context, 404, Status("NotFound", 404));
    }

    private Task ReadAsync(HttpContext context, string path)
    {
        if (_logs.TryGetValue(path, out var log))
        {
            context.Response.ContentType = "text/plain";
            return context.Response.WriteAsync(log, context.RequestAborted);
        }

        if (_objects.TryGetValue(path, out var found))
        {
            return SendAsync(context, 200, found);
        }

        if (!path.EndsWith("/secrets", StringComparison.Ordinal))
        {
            return SendAsync(context, 404, Status("NotFound", 404));
        }

        var selector = context.Request.Query["labelSelector"].ToString().Split(',').Select(label => label.Split('=')).ToList();
        var chosen = _objects
            .Where(secret => secret.Key.StartsWith(path + "/sh.helm.", StringComparison.Ordinal))
            .Where(secret => selector.TrueForAll(label => Protobuf.Labels(secret.Value).GetValueOrDefault(label[0]) == label[1]));
        return SendAsync(context, 200, Protobuf.SecretList(chosen.Select(secret => secret.Value)));
    }

    /// <summary>What kinds there are; null for anything else.</summary>
    private static JsonObject? Discovery(string path) => path switch
    {
        "/version" => new JsonObject { ["major"] = "1", ["minor"] = "35", ["gitVersion"] = "v1.35.0" },
        "/api" => new JsonObject { ["kind"] = "APIVersions", ["versions"] = new JsonArray("v1") },
        "/apis" => new JsonObject { ["kind"] = "APIGroupList", ["groups"] = new JsonArray([.. Kinds.Keys.Where(version => version.Contains('/', StringComparison.Ordinal)).Select(Group)]) },
        "/openapi/v3" => new JsonObject { ["paths"] = new JsonObject([.. Kinds.Keys.Select(version => KeyValuePair.Create<string, JsonNode?>(Root(version), new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{Root(version)}" }))]) },
        _ when Kinds.Keys.FirstOrDefault(version => path == $"/openapi/v3/{Root(version)}") is { } version => Schema(version),
        _ when Kinds.Keys.FirstOrDefault(version => path == $"/api/{version}" || path == $"/apis/{version}") is { } version =>
            new JsonObject { ["kind"] = "APIResourceList", ["groupVersion"] = version, ["resources"] = new JsonArray([.. Kinds[version].Select(Resource)]) },
        _ => null,
    };

    private static string Root(string version) => version.Contains('/', StringComparison.Ordinal) ? $"apis/{version}" : $"api/{version}";

    /// <summary>No schemas, only that the server would check fields itself: then Helm and kubectl leave it to the server.</summary>
    private static JsonObject Schema(string version) => new()
    {
        ["openapi"] = "3.0.0",
        ["info"] = new JsonObject { ["title"] = "stand-in", ["version"] = "1" },
        ["paths"] = new JsonObject([.. Kinds[version].Select(kind => KeyValuePair.Create<string, JsonNode?>($"/{Root(version)}/{kind}", new JsonObject
        {
            ["patch"] = new JsonObject
            {
                ["parameters"] = new JsonArray(new JsonObject { ["name"] = "fieldValidation", ["in"] = "query" }),
                ["responses"] = new JsonObject(),
                ["x-kubernetes-group-version-kind"] = new JsonObject
                {
                    ["group"] = version.Contains('/', StringComparison.Ordinal) ? version.Split('/')[0] : "",
                    ["version"] = version.Split('/')[^1],
                    ["kind"] = kind,
                },
            },
        }))]),
    };

    private static JsonObject Group(string version) => new()
    {
        ["name"] = version.Split('/')[0],
        ["versions"] = new JsonArray(new JsonObject { ["groupVersion"] = version, ["version"] = version.Split('/')[1] }),
        ["preferredVersion"] = new JsonObject { ["groupVersion"] = version, ["version"] = version.Split('/')[1] },
    };

    private static JsonObject Resource(string kind) => new()
    {
        ["name"] = kind == "Ingress" ? "ingresses" : $"{kind.ToLowerInvariant()}s",
        ["kind"] = kind,
        ["shortNames"] = kind == "PersistentVolumeClaim" ? new JsonArray("pvc") : new JsonArray(),
        ["namespaced"] = kind != "Namespace",
        ["verbs"] = new JsonArray("create", "delete", "get", "list", "patch", "update", "watch"),
    };

    private static JsonObject Status(string reason, int code) => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["status"] = code == 200 ? reason : "Failure",
        ["reason"] = reason,
        ["code"] = code,
    };

    private static string NameOf(byte[] body) =>
        body[0] == '{' ? JsonNode.Parse(body)!["metadata"]!["name"]!.ToString() : Protobuf.Name(body);

    private static Task SendAsync(HttpContext context, int status, JsonNode document) =>
        SendAsync(context, status, System.Text.Encoding.UTF8.GetBytes(document.ToJsonString()));

    private static Task SendAsync(HttpContext context, int status, byte[] document)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = document[0] == '{' ? "application/json" : Protobuf.MediaType;
        return context.Response.Body.WriteAsync(document, context.RequestAborted).AsTask();
    }
}
