{{/* Combinations of values that cannot work. Each message says what to set. */}}
{{- define "incident-bridge.guards" -}}
{{- $postgres := include "incident-bridge.isPostgres" . }}
{{- if eq (toString .Values.enabled) "false" }}
{{- fail "enabled is false, but this chart is rendered: in Chart.yaml of the chart around it, name this value in the dependency's condition." }}
{{- end }}
{{- if and (not $postgres) (gt (int .Values.replicaCount) 1) }}
{{- fail (printf "replicaCount is %d, but SQLite allows one replica at most: set replicaCount to 1, or config.storage.provider to postgres." (int .Values.replicaCount)) }}
{{- end }}
{{- if and (not $postgres) .Values.autoscaling.enabled }}
{{- fail "autoscaling is on, but SQLite allows one replica at most: set autoscaling.enabled to false, or config.storage.provider to postgres." }}
{{- end }}
{{- if and .Values.autoscaling.enabled (gt (int .Values.autoscaling.minReplicas) (int .Values.autoscaling.maxReplicas)) }}
{{- fail "autoscaling.minReplicas is above autoscaling.maxReplicas: raise maxReplicas." }}
{{- end }}
{{- $onlyPolls := include "incident-bridge.onlyPolls" . }}
{{- if and (not $onlyPolls) (eq (int .Values.config.server.webhookPort) (int .Values.config.server.managementPort)) }}
{{- fail "config.server.webhookPort and config.server.managementPort are the same: choose two ports, so that a firewall can tell them apart." }}
{{- end }}
{{- if and $onlyPolls (regexMatch "^[0:.]+$" (toString (dig "resyncInterval" "" (.Values.config.incidentIo | default dict)))) }}
{{- fail "config.incidentIo.webhooks is false and resyncInterval is zero: no change would ever be found. Leave resyncInterval empty for 30 seconds." }}
{{- end }}
{{- if and .Values.ingress.enabled (not .Values.ingress.host) }}
{{- fail "ingress.enabled needs ingress.host: the name under which incident.io reaches the bridge." }}
{{- end }}
{{- if and .Values.httpRoute.enabled (not (and .Values.httpRoute.host .Values.httpRoute.parentRefs)) }}
{{- fail "httpRoute.enabled needs httpRoute.host, the name under which incident.io reaches the bridge, and httpRoute.parentRefs, the Gateway that serves it." }}
{{- end }}
{{- if and .Values.service.externalTrafficPolicy (eq .Values.service.type "ClusterIP") }}
{{- fail "service.externalTrafficPolicy is for traffic from outside: set service.type to LoadBalancer or NodePort, or leave it out." }}
{{- end }}
{{- if and (or .Values.service.loadBalancerClass .Values.service.loadBalancerSourceRanges) (ne .Values.service.type "LoadBalancer") }}
{{- fail "service.loadBalancerClass and service.loadBalancerSourceRanges are for a load balancer: set service.type to LoadBalancer, or leave them out." }}
{{- end }}
{{- $stop := add (dig "preStop" "sleep" "seconds" 0 (.Values.lifecycle | default dict)) (include "incident-bridge.shutdownSeconds" .) }}
{{- if le (int .Values.terminationGracePeriodSeconds) (int $stop) }}
{{- fail (printf "terminationGracePeriodSeconds is %d, but a stop may take %d seconds (preStop and work in progress): set it higher." (int .Values.terminationGracePeriodSeconds) $stop) }}
{{- end }}
{{- include "incident-bridge.secretGuards" . }}
{{- end }}

{{/* How long the bridge finishes its work after SIGTERM. */}}
{{- define "incident-bridge.shutdownSeconds" -}}25{{- end }}

{{/* With every credential named in values, a missing one is known before the pod is. */}}
{{- define "incident-bridge.secretGuards" -}}
{{- if not (include "incident-bridge.wholeSecret" .) }}
{{- $given := concat (keys (.Values.secrets.from | default dict)) (keys (.Values.secrets.trial | default dict)) }}
{{- $needed := list "IncidentIo__ApiKey" }}
{{- if not (include "incident-bridge.onlyPolls" .) }}
{{- $needed = append $needed "IncidentIo__SigningSecrets__0" }}
{{- end }}
{{- range $name, $grafana := .Values.config.grafana }}
{{- $needed = append $needed (printf "Grafana__%s__%s" $name (empty (dig "user" "" ($grafana | default dict)) | ternary "Token" "Password")) }}
{{- end }}
{{- if include "incident-bridge.isPostgres" . }}
{{- $needed = append $needed "Storage__ConnectionString" }}
{{- end }}
{{- range $needed }}
{{- if not (has . $given) }}
{{- fail (printf "%s is missing: add secrets.from.%s with the name and the key of a Secret, or set secrets.existingSecret to a Secret that has it." . .) }}
{{- end }}
{{- end }}
{{- if not (or .Values.config.grafana (regexMatch "Grafana__[^ ]+__Url" (join " " $given))) }}
{{- fail "There is no Grafana to annotate: set config.grafana.<name>.url." }}
{{- end }}
{{- end }}
{{- end }}
