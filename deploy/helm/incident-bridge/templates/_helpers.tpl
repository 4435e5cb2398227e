{{/*
Names and labels may be words that YAML takes for something else, such as the release n, on or 1234. So every text of a template is quoted,
and every map is written by toYaml.
*/}}

{{/* The names of objects leave room for suffixes and for what Kubernetes appends to a StatefulSet's. */}}
{{- define "incident-bridge.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 50 | trimSuffix "-" }}
{{- end }}

{{/* A Service's name has to begin with a letter, so a release's name that does not stands at the end. */}}
{{- define "incident-bridge.fullname" -}}
{{- $name := include "incident-bridge.name" . }}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" }}
{{- else if contains $name .Release.Name | and (regexMatch "^[a-z]" .Release.Name) }}
{{- .Release.Name | trunc 50 | trimSuffix "-" }}
{{- else if regexMatch "^[a-z]" .Release.Name }}
{{- printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" $name .Release.Name | trunc 50 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{/* The name that the pod of helm test has in its labels. */}}
{{- define "incident-bridge.checkName" -}}
{{- printf "%s-check" (include "incident-bridge.name" .) }}
{{- end }}

{{/* What never changes between versions: selectors, and the labels of pods and claims. */}}
{{- define "incident-bridge.selectorLabels" -}}
app.kubernetes.io/name: {{ include "incident-bridge.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{/*
The labels of an object, each once. Takes a list of the root and of maps of labels: a later one wins, over commonLabels too, and the chart's
own win over all.
*/}}
{{- define "incident-bridge.labels" -}}
{{- $root := first . }}
{{- $own := include "incident-bridge.selectorLabels" $root | fromYaml }}
{{- $_ := set $own "app.kubernetes.io/version" $root.Chart.AppVersion }}
{{- $_ := set $own "app.kubernetes.io/managed-by" $root.Release.Service }}
{{- $_ := set $own "helm.sh/chart" (printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-") }}
{{- include "incident-bridge.merged" (concat (list $root.Values.commonLabels) (rest .) (list $own)) }}
{{- end }}

{{/* Several maps as one, each key once; of maps that have the same key, the later one wins. */}}
{{- define "incident-bridge.merged" -}}
{{- $merged := dict }}
{{- range . }}
{{- $merged = mergeOverwrite $merged (deepCopy (. | default dict)) }}
{{- end }}
{{- toYaml $merged }}
{{- end }}

{{/* The metadata of an object: its name, namespace and labels. Takes the root, then name, and optionally labels and annotations. */}}
{{- define "incident-bridge.metadata" -}}
name: {{ .name | quote }}
namespace: {{ .namespace | default .root.Release.Namespace | quote }}
labels:
  {{- include "incident-bridge.labels" (prepend (.labels | default list) .root) | nindent 2 }}
{{- with .annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "incident-bridge.image" -}}
{{- $image := .Values.image }}
{{- $registry := $image.registry | default (dig "imageRegistry" "" (.Values.global | default dict)) }}
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

{{/*
The label by which the ServiceMonitor finds the Service and that names the scrape job. It is the chart's own: tools such as Argo CD write
labels of theirs over app.kubernetes.io/instance. The full name tells two bridges of one release apart.
*/}}
{{- define "incident-bridge.jobLabel" -}}incident-bridge/job{{- end }}

{{- define "incident-bridge.job" -}}
{{- include "incident-bridge.fullname" . }}
{{- end }}

{{- define "incident-bridge.isPostgres" -}}
{{- if eq .Values.config.storage.provider "postgres" }}true{{ end }}
{{- end }}

{{/* Whether the bridge takes no webhooks (config.incidentIo.webhooks is false) and only lists what changed. */}}
{{- define "incident-bridge.onlyPolls" -}}
{{- if eq (toString (dig "webhooks" true (.Values.config.incidentIo | default dict))) "false" }}true{{ end }}
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
{{- /* Numbers of values.yaml are floating-point: 4194304 would be written 4.194304e+06. */}}
{{- $text := kindIs "float64" $value | ternary (printf "%.0f" (float64 (kindIs "float64" $value | ternary $value 0))) (toString $value) }}
- name: {{ $name }}
  {{- /* Kubernetes makes $ of $$, and puts a variable in the place of $(NAME). */}}
  value: {{ $text | replace "$" "$$" | quote }}
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
