using System.Security.Claims;
using System.Text;
using Microsoft.Extensions.Logging;
using Stomp.Broker.Diagnostics;
using Stomp.Broker.Sessions;
using Stomp.Core.Transports;

namespace Stomp.Broker.Security.Authorization;

/// <summary>All that judges what clients do: the rules, then the application's authorizers. There is none where nothing is to be judged.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class BrokerAuthorization
{
    private readonly AuthorizationRules _rules;
    private readonly IStompAuthorizer[] _authorizers;
    private readonly StompMetrics _metrics;
    private readonly ILogger _logger;

    private BrokerAuthorization(AuthorizationRules rules, IStompAuthorizer[] authorizers, StompMetrics metrics, ILogger logger)
    {
        _rules = rules;
        _authorizers = authorizers;
        _metrics = metrics;
        _logger = logger;
        JudgesReceiving = rules.JudgeReceiving || Array.Exists(authorizers, static authorizer => authorizer.JudgesReceiving);
    }

    /// <summary>Whether receiving is judged by itself.</summary>
    public bool JudgesReceiving { get; }

    /// <summary>Puts it together; <see langword="null"/> when there are no rules and no authorizers.</summary>
    public static BrokerAuthorization? Create(
        AuthorizationRules rules, IEnumerable<IStompAuthorizer>? authorizers, StompMetrics metrics, ILogger logger)
    {
        IStompAuthorizer[] all = [.. authorizers ?? []];
        return rules.Any || all.Length > 0 ? new BrokerAuthorization(rules, all, metrics, logger) : null;
    }

    /// <summary>Judges. An exception of the application's is a refusal.</summary>
    public ValueTask<StompAuthorizationResult> AuthorizeAsync(StompAuthorizationRequest request, CancellationToken cancellationToken)
    {
        ValueTask<StompAuthorizationResult> byRules = _rules.AuthorizeAsync(request, cancellationToken);
        if (!byRules.IsCompletedSuccessfully)
        {
            return new(AskAllAsync(byRules.AsTask(), request, cancellationToken));
        }

        StompAuthorizationResult result = byRules.Result;
        return _authorizers.Length == 0 || !result.IsAllowed
            ? new(Count(request.Action, result))
            : new(AskAllAsync(Task.FromResult(result), request, cancellationToken));
    }

    /// <summary>Whether a subscription with wildcards gets the messages of a destination.</summary>
    public bool CanReceive(ClaimsPrincipal user, string? userName, ReadOnlySpan<byte> destination, StompConnection connection)
    {
        var request = new StompAuthorizationRequest(user, userName, StompAction.Receive, Encoding.UTF8.GetString(destination), connection);
        try
        {
            return _rules.CanReceive(request)
                && Array.TrueForAll(_authorizers, authorizer => !authorizer.JudgesReceiving || authorizer.CanReceive(request));
        }
        catch (Exception exception)
        {
            SessionLog.AuthorizerFailed(_logger, exception);
            return false;
        }
    }

    private async Task<StompAuthorizationResult> AskAllAsync(
        Task<StompAuthorizationResult> byRules, StompAuthorizationRequest request, CancellationToken cancellationToken)
    {
        try
        {
            StompAuthorizationResult result = await byRules.WaitAsync(cancellationToken);
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // off the socket's thread: what comes is the application's code
            for (int i = 0; i < _authorizers.Length && result.IsAllowed; i++)
            {
                if (request.Action != StompAction.Receive || _authorizers[i].JudgesReceiving)
                {
                    result = await _authorizers[i].AuthorizeAsync(request, cancellationToken).AsTask().WaitAsync(cancellationToken);
                }
            }

            return Count(request.Action, result);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return StompAuthorizationResult.Deny("the session ends");
        }
        catch (Exception exception)
        {
            SessionLog.AuthorizerFailed(_logger, exception);
            return Count(request.Action, StompAuthorizationResult.Deny("it could not be authorized"));
        }
    }

    private StompAuthorizationResult Count(StompAction action, StompAuthorizationResult result)
    {
        if (!result.IsAllowed)
        {
            _metrics.Denied(action);
        }

        return result;
    }
}
