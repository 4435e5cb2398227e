using k8s.Models;

namespace Bridge.PackagingTests.Tools;

/// <summary>Kubernetes' Pod Security Standard "restricted", as its documentation lists it.</summary>
internal static class PodSecurity
{
    public static IReadOnlyList<string> ViolationsOfRestricted(V1PodSpec pod)
    {
        var violations = new List<string>();
        Check(pod.HostNetwork != true && pod.HostPID != true && pod.HostIPC != true, "shares a namespace with the host");
        Check(pod.SecurityContext?.Sysctls is null or { Count: 0 }, "sets sysctls");
        foreach (var volume in pod.Volumes ?? [])
        {
            Check(
                volume.ConfigMap is not null || volume.EmptyDir is not null || volume.Projected is not null || volume.Secret is not null
                || volume.PersistentVolumeClaim is not null || volume.Csi is not null || volume.DownwardAPI is not null || volume.Ephemeral is not null,
                $"volume {volume.Name} is of a kind that is not allowed");
        }

        foreach (var container in pod.Containers.Concat(pod.InitContainers ?? []))
        {
            var own = container.SecurityContext;
            Check(own?.Privileged != true, $"{container.Name} is privileged");
            Check(own?.AllowPrivilegeEscalation == false, $"{container.Name} may gain privileges");
            Check(own?.Capabilities?.Drop?.Contains("ALL") == true, $"{container.Name} keeps capabilities");
            Check((own?.Capabilities?.Add ?? []).All(added => added == "NET_BIND_SERVICE"), $"{container.Name} adds capabilities");
            Check((own?.RunAsNonRoot ?? pod.SecurityContext?.RunAsNonRoot) == true, $"{container.Name} may run as root");
            Check((own?.RunAsUser ?? pod.SecurityContext?.RunAsUser) != 0, $"{container.Name} runs as root");
            Check(own?.ProcMount is null or "Default", $"{container.Name} unmasks /proc");
            Check((container.Ports ?? []).All(port => port.HostPort is null or 0), $"{container.Name} takes a port of the host");
            Check(
                (own?.SeccompProfile ?? pod.SecurityContext?.SeccompProfile)?.Type is "RuntimeDefault" or "Localhost",
                $"{container.Name} has no seccomp profile");
        }

        return violations;

        void Check(bool holds, string violation)
        {
            if (!holds)
            {
                violations.Add(violation);
            }
        }
    }
}
