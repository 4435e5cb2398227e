{{/* The pod, the same for both kinds of workload. Its labels and annotations leave the versions out: a new chart alone restarts nothing. */}}
{{- define "incident-bridge.pod" -}}
{{- include "incident-bridge.guards" . }}
{{- $postgres := include "incident-bridge.isPostgres" . }}
metadata:
  labels:
    {{- include "incident-bridge.merged" (list .Values.commonLabels .Values.podLabels (include "incident-bridge.selectorLabels" . | fromYaml)) | nindent 4 }}
  {{- with .Values.podAnnotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
  {{- include "incident-bridge.podBasics" . | trim | nindent 2 }}
  {{- with .Values.initContainers }}
  initContainers:
    {{- tpl (toYaml .) $ | nindent 4 }}
  {{- end }}
  containers:
    - name: incident-bridge
      {{- include "incident-bridge.containerBasics" . | trim | nindent 6 }}
      ports:
        {{- if not (include "incident-bridge.onlyPolls" .) }}
        - name: http
          containerPort: {{ .Values.config.server.webhookPort }}
          protocol: TCP
        {{- end }}
        - name: management
          containerPort: {{ .Values.config.server.managementPort }}
          protocol: TCP
      {{- range $name, $path := dict "startupProbe" "/readyz" "readinessProbe" "/readyz" "livenessProbe" "/healthz" }}
      {{- with index $.Values $name }}
      {{ $name }}:
        httpGet:
          path: {{ $path }}
          port: management
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- end }}
      {{- with .Values.lifecycle }}
      lifecycle:
        {{- toYaml . | nindent 8 }}
      {{- end }}
    {{- with .Values.extraContainers }}
    {{- tpl (toYaml .) $ | nindent 4 }}
    {{- end }}
  volumes:
    {{- include "incident-bridge.volumes" . | trim | nindent 4 }}
    {{- if and (not $postgres) (not .Values.persistence.enabled) }}
    - name: data
      emptyDir: {}
    {{- else if and (not $postgres) .Values.persistence.existingClaim }}
    - name: data
      persistentVolumeClaim:
        claimName: {{ .Values.persistence.existingClaim | quote }}
    {{- end }}
  {{- if and $postgres .Values.topologySpreadConstraints }}
  topologySpreadConstraints:
    {{- range .Values.topologySpreadConstraints }}
    - {{ merge (deepCopy .) (dict "labelSelector" (dict "matchLabels" (include "incident-bridge.selectorLabels" $ | fromYaml))) | toYaml | nindent 6 | trim }}
    {{- end }}
  {{- end }}
{{- end }}

{{/* What the bridge's pod and the one of helm test have in common: who they are, and where and how they may run. */}}
{{- define "incident-bridge.podBasics" -}}
serviceAccountName: {{ include "incident-bridge.serviceAccountName" . | quote }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- if not (kindIs "invalid" .Values.hostUsers) }}
hostUsers: {{ .Values.hostUsers }}
{{- end }}
{{- with include "incident-bridge.imagePullSecrets" . | trim }}
{{ . }}
{{- end }}
{{- with .Values.podSecurityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- range $field := list "nodeSelector" "tolerations" "affinity" "priorityClassName" "hostAliases" "dnsPolicy" "dnsConfig" }}
{{- with index $.Values $field }}
{{ dict $field . | toYaml }}
{{- end }}
{{- end }}
{{- end }}

{{/* What their containers have in common. */}}
{{- define "incident-bridge.containerBasics" -}}
image: {{ include "incident-bridge.image" . | quote }}
{{- with .Values.image.pullPolicy }}
imagePullPolicy: {{ . }}
{{- end }}
{{- with .Values.securityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
env:
  {{- include "incident-bridge.environment" . | trim | nindent 2 }}
{{- with .Values.extraEnvFrom }}
envFrom:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.resources }}
resources:
  {{- toYaml . | nindent 2 }}
{{- end }}
volumeMounts:
  - name: secrets
    mountPath: {{ .Values.config.secrets.directory | quote }}
    readOnly: true
  - name: tmp
    mountPath: /tmp
  {{- if not (include "incident-bridge.isPostgres" .) }}
  - name: data
    mountPath: {{ dir .Values.config.storage.path | quote }}
  {{- end }}
  {{- with .Values.extraVolumeMounts }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}

{{/* Their volumes, but for the one of the SQLite file, which is the bridge's alone. */}}
{{- define "incident-bridge.volumes" -}}
{{- include "incident-bridge.secretsVolume" . | trim }}
- name: tmp
  emptyDir:
    {{- with .Values.tmpSizeLimit }}
    sizeLimit: {{ . | quote }}
    {{- else }} {}
    {{- end }}
{{- with .Values.extraVolumes }}
{{ tpl (toYaml .) $ }}
{{- end }}
{{- end }}

{{/* The settings, in the container's environment. */}}
{{- define "incident-bridge.environment" -}}
{{- $config := deepCopy .Values.config }}
{{- if include "incident-bridge.isPostgres" . }}
{{- $_ := unset $config.storage "path" }}
{{- end }}
{{- include "incident-bridge.settings" (dict "prefix" "" "values" $config "keepNames" false) }}
{{- with .Values.extraEnv }}
{{ tpl (toYaml .) $ }}
{{- end }}
{{- end }}

{{/* The credentials, each a file named like its setting. */}}
{{- define "incident-bridge.secretsVolume" -}}
- name: secrets
  projected:
    defaultMode: 288 # 0440
    sources:
      {{- with include "incident-bridge.wholeSecret" . }}
      - secret:
          name: {{ . | quote }}
      {{- end }}
      {{- if .Values.secrets.trial }}
      - secret:
          name: {{ printf "%s-trial" (include "incident-bridge.fullname" .) | quote }}
      {{- end }}
      {{- range $setting, $source := .Values.secrets.from }}
      - secret:
          name: {{ $source.name | quote }}
          items:
            - key: {{ $source.key | quote }}
              path: {{ $setting }}
      {{- end }}
{{- end }}

{{/* Both forms that charts take are taken: names, and objects with a name. */}}
{{- define "incident-bridge.imagePullSecrets" -}}
{{- $names := list }}
{{- range concat (.Values.imagePullSecrets | default list) (dig "imagePullSecrets" list (.Values.global | default dict) | default list) }}
{{- if kindIs "string" . }}
{{- $names = append $names . }}
{{- else }}
{{- $names = append $names .name }}
{{- end }}
{{- end }}
{{- with $names | uniq }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . | quote }}
  {{- end }}
{{- end }}
{{- end }}
