# Everything that the bridge needs, in one apply: a key of incident.io, a service account of Grafana with its token, the Secret, and the release.
#
# incident.io shows a webhook's signing secret in its portal only, so make the endpoint there first (the README says how) and hand its secret in.
# Keys and tokens are in Terraform's state: whoever may read it may use them.
terraform {
  required_version = ">= 1.5"
  required_providers {
    # The resource for API keys is there from 7.0 on.
    incident = {
      source  = "incident-io/incident"
      version = ">= 7.0.0"
    }
    grafana = {
      source  = "grafana/grafana"
      version = ">= 3.0.0"
    }
    kubernetes = {
      source  = "hashicorp/kubernetes"
      version = ">= 2.30.0"
    }
    helm = {
      source  = "hashicorp/helm"
      version = ">= 3.0.0"
    }
  }
}

variable "signing_secret" {
  description = "The endpoint's signing secret, whsec_…, from incident.io under Settings → Webhooks."
  type        = string
  sensitive   = true
}

variable "grafana_url" {
  description = "The address of Grafana, as the bridge reaches it."
  type        = string
}

variable "host" {
  description = "The name under which incident.io reaches the bridge."
  type        = string
}

variable "image_registry" {
  description = "The registry that has the image incident-bridge."
  type        = string
}

variable "namespace" {
  type    = string
  default = "incident-bridge"
}

resource "incident_api_key" "bridge" {
  name = "Incident Bridge"
  # global_access is for private incidents, which answer 404 without it.
  role_names = ["viewer", "global_access"]
}

resource "grafana_service_account" "bridge" {
  name = "incident-bridge"
  role = "Editor"
}

resource "grafana_service_account_token" "bridge" {
  name               = "incident-bridge"
  service_account_id = grafana_service_account.bridge.id
}

resource "kubernetes_namespace" "bridge" {
  metadata {
    name   = var.namespace
    labels = { "pod-security.kubernetes.io/enforce" = "restricted" }
  }
}

resource "kubernetes_secret" "bridge" {
  metadata {
    name      = "incident-bridge"
    namespace = kubernetes_namespace.bridge.metadata[0].name
  }

  data = {
    IncidentIo__ApiKey            = incident_api_key.bridge.token
    IncidentIo__SigningSecrets__0 = var.signing_secret
    Grafana__main__Token          = grafana_service_account_token.bridge.key
  }
}

resource "helm_release" "bridge" {
  name      = "incident-bridge"
  namespace = kubernetes_namespace.bridge.metadata[0].name
  chart     = "${path.module}/../helm/incident-bridge"

  values = [
    file("${path.module}/values.yaml"),
    yamlencode({
      image   = { registry = var.image_registry }
      config  = { grafana = { main = { url = var.grafana_url } } }
      ingress = { host = var.host }
    }),
  ]

  depends_on = [kubernetes_secret.bridge]
}

output "webhook_url" {
  description = "What to paste into incident.io."
  value       = "https://${var.host}/webhooks/incident-io"
}
