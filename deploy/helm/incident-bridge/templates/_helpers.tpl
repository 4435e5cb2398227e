{{/* The names of objects leave room for suffixes and for what Kubernetes appends to a StatefulSet's. */}}
{{- define "incident-bridge.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 50 | trimSuffix "-" }}
{{- end }}

{{- define "incident-bridge.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" }}
{{- else }}
{{- $name := include "incident-bridge.name" . }}
{{- contains $name .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name $name) | trunc 50 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{/* What never changes between versions: selectors, and the labels of pods and claims. */}}
{{- define "incident-bridge.selectorLabels" -}}
app.kubernetes.io/name: {{ include "incident-bridge.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "incident-bridge.labels" -}}
{{ include "incident-bridge.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "incident-bridge.image" -}}
{{- $image := .Values.image }}
{{- $registry := $image.registry | default (dig "imageRegistry" "" .Values.global) }}
{{- $name := empty $registry | ternary $image.repository (printf "%s/%s" $registry $image.repository) }}
{{- if $image.digest }}
{{- printf "%s@%s" $name $image.digest }}
{{- else }}
{{- printf "%s:%s" $name ($image.tag | default .Chart.AppVersion) }}
{{- end }}
{{- end }}

{{- define "incident-bridge.serviceAccountName" -}}
{{- .Values.serviceAccount.name | default (.Values.serviceAccount.create | ternary (include "incident-bridge.fullname" .) "default") }}
{{- end }}

{{- define "incident-bridge.managementServiceName" -}}
{{- printf "%s-management" (include "incident-bridge.fullname" .) }}
{{- end }}

{{- define "incident-bridge.isPostgres" -}}
{{- if eq .Values.config.storage.provider "postgres" }}true{{ end }}
{{- end }}

{{/* The least number of replicas that will run. */}}
{{- define "incident-bridge.minReplicas" -}}
{{- .Values.autoscaling.enabled | ternary .Values.autoscaling.minReplicas .Values.replicaCount | int }}
{{- end }}

{{/* The one Secret that is mounted whole; nothing when credentials come from secrets.from or secrets.trial alone. */}}
{{- define "incident-bridge.wholeSecret" -}}
{{- if .Values.secrets.existingSecret }}
{{- .Values.secrets.existingSecret }}
{{- else if not (or .Values.secrets.from .Values.secrets.trial) }}
{{- include "incident-bridge.fullname" . }}
{{- end }}
{{- end }}

{{/* The host that incident.io sends to, when the chart knows it. */}}
{{- define "incident-bridge.publicHost" -}}
{{- if .Values.ingress.enabled }}
{{- .Values.ingress.host }}
{{- else if .Values.httpRoute.enabled }}
{{- .Values.httpRoute.host }}
{{- end }}
{{- end }}

{{- define "incident-bridge.webhookPath" -}}/webhooks/incident-io{{- end }}

{{/*
Settings as environment variables: every key in PascalCase, joined by two underscores, with the number of the entry for lists.
What is empty is left out, so that the bridge's default holds. Names of Grafanas are kept as they are.
Takes a dict of prefix, values and keepNames.
*/}}
{{- define "incident-bridge.settings" -}}
{{- range $key, $value := .values }}
{{- $name := printf "%s%s" $.prefix ($.keepNames | ternary $key (printf "%s%s" (substr 0 1 $key | upper) (substr 1 -1 $key))) }}
{{- if kindIs "slice" $value }}
{{- $entries := dict }}
{{- range $index, $entry := $value }}
{{- $_ := set $entries (toString $index) $entry }}
{{- end }}
{{- include "incident-bridge.settings" (dict "prefix" (printf "%s__" $name) "values" $entries "keepNames" true) }}
{{- else if kindIs "map" $value }}
{{- include "incident-bridge.settings" (dict "prefix" (printf "%s__" $name) "values" $value "keepNames" (eq $name "Grafana")) }}
{{- else if not (or (kindIs "invalid" $value) (eq (toString $value) "")) }}
- name: {{ $name }}
  {{- /* Numbers of values.yaml are floating-point: 4194304 would be written 4.194304e+06. */}}
  value: {{ kindIs "float64" $value | ternary (printf "%.0f" (float64 (kindIs "float64" $value | ternary $value 0))) (toString $value) | quote }}
{{- end }}
{{- end }}
{{- end }}

{{/* Whether to render an object of Prometheus Operator. Takes a dict of root, values and kind. */}}
{{- define "incident-bridge.rendersMonitoring" -}}
{{- if .values.enabled }}
{{- $known := .root.Capabilities.APIVersions.Has (printf "monitoring.coreos.com/v1/%s" .kind) }}
{{- if and (eq .values.renderMode "failIfMissing") (not $known) }}
{{- fail (printf "The cluster does not know the kind %s: install Prometheus Operator's CRDs, or set renderMode to skipIfMissing or alwaysRender." .kind) }}
{{- end }}
{{- if or $known (ne .values.renderMode "skipIfMissing") }}true{{ end }}
{{- end }}
{{- end }}
